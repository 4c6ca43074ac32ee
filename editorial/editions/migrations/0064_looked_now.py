"""Who looks at a withdrawal as the second person may do so now."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0064_looked_now.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0063_said_again")]

    operations = [migrations.RunSQL(SQL)]
