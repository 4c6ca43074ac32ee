from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0022_lists.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0021_members")]

    operations = [migrations.RunSQL(SQL)]
