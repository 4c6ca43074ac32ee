from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0009_revocations.sql").read_text(encoding="utf-8")
DROP = """
DROP TRIGGER editions_check_revocation ON signoff_signoffrevocation;
DROP FUNCTION editions_check_revocation();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0008_reviews"), ("signoff", "0002_evidence")]

    operations = [migrations.RunSQL(SQL, DROP)]
