from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0011_html.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0010_strings")]

    operations = [migrations.RunSQL(SQL)]
