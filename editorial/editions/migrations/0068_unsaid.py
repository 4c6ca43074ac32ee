"""A danger that was overtaken waits until the log says it, whatever else is written of it."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0068_unsaid.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0067_told_of_wishes")]

    operations = [migrations.RunSQL(SQL)]
