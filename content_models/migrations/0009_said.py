from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0009_said.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0008_locales")]

    operations = [migrations.RunSQL(SQL)]
