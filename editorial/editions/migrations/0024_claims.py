from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0024_claims.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0023_receipts"), ("signoff", "0011_hands")]

    operations = [migrations.RunSQL(SQL)]
