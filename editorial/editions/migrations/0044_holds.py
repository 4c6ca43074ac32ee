from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0044_holds.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0043_kept")]

    operations = [migrations.RunSQL(SQL)]
