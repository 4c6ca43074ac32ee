from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0004_clock.sql").read_text(encoding="utf-8")

DROP = """
DROP TRIGGER signoff_step_begins ON wagtailcore_taskstate;
DROP FUNCTION signoff_step_begins();
DROP TRIGGER signoff_review_begins ON wagtailcore_workflowstate;
DROP FUNCTION signoff_review_begins();
"""


class Migration(migrations.Migration):
    dependencies = [("signoff", "0003_revert"), ("content_models", "0004_clock")]

    operations = [migrations.RunSQL(SQL, DROP)]
