"""What holds alone tell is not carried out, and a reason is the one that is told."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0048_told.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0047_labels")]

    operations = [migrations.RunSQL(SQL)]
