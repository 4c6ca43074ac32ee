"""Who may not unpublish lets no public text end sooner than it would."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0054_ends.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0053_blank")]

    operations = [migrations.RunSQL(SQL)]
