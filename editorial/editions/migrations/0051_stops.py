"""A restore is not gone on with before what was stopped in the lost part is stopped again."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0051_stops.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0050_hosts")]

    operations = [migrations.RunSQL(SQL)]
