from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0013_hold_numbers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0012_continuity")]

    # The former function is replaced again where 0012 goes back: it drops it.
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
