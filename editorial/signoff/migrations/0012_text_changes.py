from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0012_text_changes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0011_hands")]

    operations = [
        migrations.CreateModel(
            name="TextChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_id", models.BigIntegerField()),
                ("revision_id", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page_id", "revision_id"), name="text_change_once")
                ],
            },
        ),
        migrations.RunSQL(SQL),
    ]
