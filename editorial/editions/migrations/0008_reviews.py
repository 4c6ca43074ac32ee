from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"
SQL = (FOLDER / "0008_reviews.sql").read_text(encoding="utf-8")


def before() -> str:
    """The function as it was with the labels."""
    labels = (FOLDER / "0007_labels.sql").read_text(encoding="utf-8")
    return labels[labels.index("CREATE OR REPLACE FUNCTION editions_check_signoffs") :]


class Migration(migrations.Migration):
    dependencies = [("editions", "0007_labels"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunSQL(
            SQL, before() + "\nDROP FUNCTION editions_needs_new_review(text, bytea, bigint);"
        )
    ]
