"""No milder withdrawal comes before one for a danger that waits, whoever writes it."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0056_overtaken.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0055_asked")]

    operations = [migrations.RunSQL(SQL)]
