from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0006_pictures.sql").read_text(encoding="utf-8")
DROP = "DROP INDEX editions_edition_pictures; DROP FUNCTION editions_pictures(bytea);"


class Migration(migrations.Migration):
    dependencies = [("editions", "0005_sweep_hash")]

    operations = [migrations.RunSQL(SQL, DROP)]
