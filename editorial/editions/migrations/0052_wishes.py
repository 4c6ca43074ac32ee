"""What a wish to withdraw hides, waits for and stops, in one view."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0052_wishes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0051_stops"), ("signoff", "0019_steps_marked")]

    operations = [migrations.RunSQL(SQL)]
