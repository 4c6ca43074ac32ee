from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0015_schedules.sql").read_text(encoding="utf-8")
DROP = """
DROP FUNCTION editions_keep_text() CASCADE;
DROP FUNCTION editions_check_schedule() CASCADE;
DROP FUNCTION editions_signed_words(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0014_four_eyes"),
        ("content_models", "0004_clock"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunSQL(SQL, DROP)]
