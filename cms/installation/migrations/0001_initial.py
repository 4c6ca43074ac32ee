from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0001_given_once.sql").read_text(encoding="utf-8")
KINDS = ("production", "demo", "test")


class Migration(migrations.Migration):
    """On nothing: `database_prepare` gives a new database its kind before anything else is there."""

    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "number",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("production", "production"), ("demo", "demo"), ("test", "test")],
                        max_length=12,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("given_by", models.CharField(max_length=63)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1)), name="installation_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", KINDS)), name="installation_kind_is_known"
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
