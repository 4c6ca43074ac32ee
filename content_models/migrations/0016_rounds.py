"""A row is its transaction's own also where the numbers of its savepoints begin a new round."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0016_rounds.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0015_keys")]

    operations = [migrations.RunSQL(SQL)]
