"""A row with a number below 1, which no address names, is refused as what cannot be read again."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0015_keys.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0014_sizes")]

    operations = [migrations.RunSQL(SQL)]
