from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0016_order.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0015_schedules")]

    operations = [migrations.RunSQL(SQL)]
