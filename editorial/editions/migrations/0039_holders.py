from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0039_holders.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0038_callers")]

    operations = [migrations.RunSQL(SQL)]
