from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0040_second_person.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0039_holders")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("action", "withdrawn")), fields=["id"], name="edition_withdrawn"
            ),
        ),
        migrations.RunSQL(SQL),
    ]
