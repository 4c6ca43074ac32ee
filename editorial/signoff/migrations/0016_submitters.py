from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0016_submitters.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0015_step_numbers")]

    operations = [
        migrations.CreateModel(
            name="Submitter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workflow_state_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workflow_state_id", "user_id"), name="submitter_once")
                ],
            },
        ),
        migrations.RunSQL(SQL),
    ]
