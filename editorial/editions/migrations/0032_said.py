from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0032_said.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0031_was_live")]

    operations = [migrations.RunSQL(SQL)]
