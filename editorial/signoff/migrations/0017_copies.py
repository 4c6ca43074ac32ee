from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0017_copies.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0016_submitters")]

    operations = [
        migrations.CreateModel(
            name="PageCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_id", models.BigIntegerField()),
                ("source_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page_id", "source_id"), name="page_copy_once")
                ],
            },
        ),
        migrations.RunSQL(SQL),
    ]
