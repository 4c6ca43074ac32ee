"""A number that something counted follows is no telephone number."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0049_counted.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0048_told")]

    operations = [migrations.RunSQL(SQL)]
