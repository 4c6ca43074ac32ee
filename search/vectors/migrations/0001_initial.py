from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0001_initial.sql"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP TABLE search_vector"),
    ]
