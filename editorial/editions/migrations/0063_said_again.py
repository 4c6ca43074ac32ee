"""A danger that a milder withdrawal overtook on its way into the log is said again."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0063_said_again.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0062_first")]

    operations = [migrations.RunSQL(SQL)]
