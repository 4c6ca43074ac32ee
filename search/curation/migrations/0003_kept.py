from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0003_kept.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("curation", "0002_mark"), ("content_models", "0012_kept")]

    operations = [migrations.RunSQL(SQL)]
