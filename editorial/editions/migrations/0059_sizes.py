"""The row of a sweep is no longer than a sweep of the house can be."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0059_sizes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0058_one_end")]

    operations = [migrations.RunSQL(SQL)]
