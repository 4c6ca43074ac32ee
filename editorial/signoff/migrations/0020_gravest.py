from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0020_gravest.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0019_steps_marked"), ("editions", "0045_taking_back")]

    operations = [migrations.RunSQL(SQL)]
