from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0038_callers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0037_more_strings")]

    operations = [migrations.RunSQL(SQL)]
