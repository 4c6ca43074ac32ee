from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0003_fact_key.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0002_policy_and_facts")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
