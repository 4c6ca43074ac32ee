from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0026_wish_once.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0025_wishes_of_others")]

    operations = [migrations.RunSQL(SQL)]
