from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0004_desk.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_said")]

    operations = [migrations.RunSQL(SQL)]
