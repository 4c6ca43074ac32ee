from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0005_kept.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_desk"), ("content_models", "0012_kept")]

    operations = [migrations.RunSQL(SQL)]
