from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0003_said.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_authority")]

    operations = [migrations.RunSQL(SQL)]
