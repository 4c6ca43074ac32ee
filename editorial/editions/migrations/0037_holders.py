from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0037_holders.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0036_callers")]

    operations = [migrations.RunSQL(SQL)]
