from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0027_kinds.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0026_wish_once")]

    operations = [migrations.RunSQL(SQL)]
