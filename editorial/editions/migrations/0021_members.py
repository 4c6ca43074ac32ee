from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0021_members.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0020_wish_words"), ("signoff", "0009_members")]

    operations = [migrations.RunSQL(SQL)]
