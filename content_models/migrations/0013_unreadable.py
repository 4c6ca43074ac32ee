"""What Python cannot read again is refused; `cms/database/readable.py` hangs it on the tables."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0013_unreadable.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0012_kept")]

    operations = [migrations.RunSQL(SQL)]
