from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0015_step_numbers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0014_authority_held")]

    operations = [migrations.RunSQL(SQL)]
