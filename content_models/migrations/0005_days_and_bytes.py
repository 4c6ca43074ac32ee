from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0005_days_and_bytes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0004_clock")]

    operations = [migrations.RunSQL(SQL)]
