from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0020_wish_words.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0019_revocations")]

    operations = [migrations.RunSQL(SQL)]
