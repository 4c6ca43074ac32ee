from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0013_said.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0012_text_changes"), ("editions", "0025_wishes_of_others")]

    operations = [migrations.RunSQL(SQL)]
