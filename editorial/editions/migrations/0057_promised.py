"""Who may not unpublish lets no public text end sooner, in however many steps."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0057_promised.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0056_overtaken")]

    operations = [migrations.RunSQL(SQL)]
