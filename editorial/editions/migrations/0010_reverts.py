from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0010_reverts.sql").read_text(encoding="utf-8")
DROP = """
DROP TRIGGER revert_no_truncate ON signoff_revert;
DROP TRIGGER revert_append_only ON signoff_revert;
DROP TRIGGER editions_note_revert ON signoff_revert;
DROP FUNCTION editions_note_revert();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0009_revocations"), ("signoff", "0003_revert")]

    operations = [migrations.RunSQL(SQL, DROP)]
