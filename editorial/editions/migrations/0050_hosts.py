"""A video and a source have an address without a name before its host."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0050_hosts.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0049_counted")]

    operations = [migrations.RunSQL(SQL)]
