from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"
SQL = (FOLDER / "0007_labels.sql").read_text(encoding="utf-8")


def before() -> str:
    """The function as the gate had it first."""
    gate = (FOLDER / "0002_gate.sql").read_text(encoding="utf-8")
    start = gate.index("CREATE FUNCTION editions_check_signoffs")
    text = gate[start : gate.index("END $$;", start) + len("END $$;")]
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("editions", "0006_pictures")]

    operations = [
        migrations.RunSQL(
            SQL, before() + "\nDROP FUNCTION editions_drops_label(bytea, boolean, boolean);"
        )
    ]
