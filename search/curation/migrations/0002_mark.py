from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0002_mark.sql"


class Migration(migrations.Migration):
    dependencies = [("curation", "0001_initial")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
