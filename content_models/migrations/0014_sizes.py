"""What is so long that a few such rows fill a process is refused as what cannot be read again."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0014_sizes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0013_unreadable")]

    operations = [migrations.RunSQL(SQL)]
