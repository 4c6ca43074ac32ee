from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0036_callers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0035_one_claim")]

    operations = [migrations.RunSQL(SQL)]
