from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0002_authority.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("users", "0002_coming_in"),
        ("content_models", "0005_days_and_bytes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField()),
                ("login", models.CharField(max_length=63)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("account", "account"),
                            ("membership", "membership of a group"),
                            ("profile", "reviewer profile"),
                            ("credential", "credential"),
                            ("declaration", "declaration of interests"),
                            ("signoff", "sign-off"),
                            ("fact", "signature under a fact"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "operation",
                    models.CharField(
                        choices=[
                            ("found", "was there when this list began"),
                            ("added", "added"),
                            ("changed", "changed"),
                            ("removed", "removed"),
                            ("signed", "signed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("user_id", models.BigIntegerField(null=True)),
                ("subject", models.CharField(blank=True, max_length=150)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "change of authority",
                "verbose_name_plural": "changes of authority",
                "indexes": [models.Index(fields=["user_id", "id"], name="authority_of_person")],
            },
        ),
        migrations.RunSQL(SQL),
    ]
