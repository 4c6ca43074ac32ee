from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0002_policy_and_facts.sql").read_text(encoding="utf-8")
# As in data/risk_classes.yml; a test holds the two together, a change is a new migration.
RISK_CLASSES = [("A", 12, 2), ("B", 24, 1), ("C", 36, 1), ("D", 36, 1)]


def seed(apps, schema_editor):
    model = apps.get_model("content_models", "RiskClass")
    for code, months, quorum in RISK_CLASSES:
        model.objects.update_or_create(code=code, defaults={"months": months, "quorum": quorum})


class Migration(migrations.Migration):
    dependencies = [("content_models", "0001_initial")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
