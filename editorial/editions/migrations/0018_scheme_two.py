from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0018_scheme_two.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0017_wishes"), ("signoff", "0007_one_review")]

    operations = [migrations.RunSQL(SQL)]
