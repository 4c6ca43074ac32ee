"""A text ends when its newest edition says, and its page says the same."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0057_one_end.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0056_promised")]

    operations = [migrations.RunSQL(SQL)]
