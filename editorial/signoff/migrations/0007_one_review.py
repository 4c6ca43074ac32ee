from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0007_one_review.sql").read_text(encoding="utf-8")
# As in checklists/; a test holds the two together, a new version is a new migration.
CHECKLISTS = {
    "clinical-1": "I vouch for this text: it is correct, up to date, based on knowledge and verifiable.",
}


def seed(apps, schema_editor):
    model = apps.get_model("signoff", "ChecklistVersion")
    for version, attestation in CHECKLISTS.items():
        model.objects.create(version=version, attestation=attestation)


class Migration(migrations.Migration):
    dependencies = [
        ("signoff", "0006_facts"),
        ("content_models", "0005_days_and_bytes"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChecklistVersion",
            fields=[
                ("version", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("attestation", models.TextField()),
            ],
            options={
                "verbose_name": "checklist",
                "verbose_name_plural": "checklists",
            },
        ),
        migrations.CreateModel(
            name="ReviewEnd",
            fields=[
                ("workflow_state_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "cancelled review",
                "verbose_name_plural": "cancelled reviews",
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(SQL),
    ]
