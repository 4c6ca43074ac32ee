"""A picture that an article names is of a type that pictures of the house have."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0061_picture_types.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0060_unseen")]

    operations = [migrations.RunSQL(SQL)]
