from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0010_present.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("signoff", "0009_members"),
        ("content_models", "0007_present"),
        ("people", "0001_initial"),
    ]

    operations = [migrations.RunSQL(SQL)]
