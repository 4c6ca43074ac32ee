from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0012_kept.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0011_html")]

    operations = [migrations.RunSQL(SQL)]
