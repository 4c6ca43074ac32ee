from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0023_receipts.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0022_lists"),
        ("signoff", "0010_present"),
        ("content_models", "0007_present"),
    ]

    operations = [migrations.RunSQL(SQL)]
