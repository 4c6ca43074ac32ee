from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0002_evidence.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0001_initial")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
