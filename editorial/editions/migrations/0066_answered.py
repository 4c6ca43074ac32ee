"""A text that was being signed while a wish was written is no answer to it."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0066_answered.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0065_edges")]

    operations = [migrations.RunSQL(SQL)]
