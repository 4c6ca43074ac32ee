"""Four eyes in the database, over all that the text was written by."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0014_four_eyes.sql").read_text(encoding="utf-8")
DROP = """
DROP TRIGGER editions_check_four_eyes ON signoff_signoff;
DROP FUNCTION editions_check_four_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0013_hold_numbers"), ("signoff", "0005_words")]

    operations = [migrations.RunSQL(SQL, DROP)]
