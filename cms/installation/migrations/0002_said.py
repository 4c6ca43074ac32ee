from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0002_said.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("installation", "0001_initial")]

    operations = [migrations.RunSQL(SQL)]
