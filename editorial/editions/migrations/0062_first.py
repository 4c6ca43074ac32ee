"""An edition is of its page's kind and of the class that was signed, and the first has number 1."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0062_first.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0061_picture_types")]

    operations = [migrations.RunSQL(SQL)]
