from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0041_html.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0040_second_person"), ("content_models", "0011_html")]

    operations = [migrations.RunSQL(SQL)]
