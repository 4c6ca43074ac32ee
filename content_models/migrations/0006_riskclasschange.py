from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0006_riskclasschange.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("content_models", "0005_days_and_bytes")]

    operations = [
        migrations.CreateModel(
            name="RiskClassChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=1)),
                ("months", models.PositiveSmallIntegerField()),
                ("quorum", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "change of a risk class",
                "verbose_name_plural": "changes of risk classes",
            },
        ),
        migrations.RunSQL(SQL),
    ]
