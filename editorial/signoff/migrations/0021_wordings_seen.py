from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0021_wordings_seen.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0020_gravest"), ("editions", "0060_unseen")]

    operations = [migrations.RunSQL(SQL)]
