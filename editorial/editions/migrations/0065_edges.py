"""What cannot be read again is refused in a sentence that is true at the edges."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0065_edges.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0064_looked_now"), ("content_models", "0015_keys")]

    operations = [migrations.RunSQL(SQL)]
