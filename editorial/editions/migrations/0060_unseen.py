"""Blank is whatever shows nothing to a reader, and a declaration of interests is not blank."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0060_unseen.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0059_sizes"), ("people", "0005_kept")]

    operations = [migrations.RunSQL(SQL)]
