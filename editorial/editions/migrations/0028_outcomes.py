from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0028_outcomes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0027_kinds")]

    operations = [migrations.RunSQL(SQL)]
