from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0009_members.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0008_revocation_causes"), ("users", "0002_coming_in")]

    operations = [migrations.RunSQL(SQL)]
