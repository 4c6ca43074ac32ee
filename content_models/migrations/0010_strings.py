from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0010_strings.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0009_said")]

    operations = [migrations.RunSQL(SQL)]
