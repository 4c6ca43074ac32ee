"""No reason, notice or words are taken in which a reader sees nothing."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0053_blank.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0052_wishes"), ("signoff", "0020_gravest")]

    operations = [migrations.RunSQL(SQL)]
