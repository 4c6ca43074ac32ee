"""A warning label that stood in a signed text comes off by a new signature only."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0047_labels.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0046_hiding"), ("signoff", "0020_gravest")]

    operations = [migrations.RunSQL(SQL)]
