from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0004_clock.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0003_fact_key")]

    operations = [migrations.RunSQL(SQL, "DROP FUNCTION helsekilde_today(); DROP FUNCTION helsekilde_now();")]
