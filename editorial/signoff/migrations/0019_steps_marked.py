from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0019_steps_marked.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0018_kept")]

    operations = [migrations.RunSQL(SQL)]
