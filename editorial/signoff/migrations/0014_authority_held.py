from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0014_authority_held.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0013_said")]

    operations = [migrations.RunSQL(SQL)]
