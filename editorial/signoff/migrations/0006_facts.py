"""A fact is signed by somebody with authority for each of its words: the database asks, too."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0006_facts.sql").read_text(encoding="utf-8")
DROP = """
DROP TRIGGER signoff_check_fact ON content_models_factversion;
DROP FUNCTION signoff_check_fact();
DROP FUNCTION signoff_fact_digest(content_models_factversion);
DROP FUNCTION signoff_authority_fault(bigint, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("signoff", "0005_words"),
        ("people", "0001_initial"),
        ("content_models", "0004_clock"),
    ]

    operations = [migrations.RunSQL(SQL, DROP)]
