"""What was asked for that ends signatures is asked in one place, and quickly where nothing was."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0055_asked.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0054_ends")]

    operations = [migrations.RunSQL(SQL)]
