from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0036_submitters.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0035_one_claim"), ("signoff", "0016_submitters")]

    operations = [migrations.RunSQL(SQL)]
