"""Readers are told of a sign-off that a wish takes back, whichever text it hides."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0067_told_of_wishes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0066_answered")]

    operations = [migrations.RunSQL(SQL)]
