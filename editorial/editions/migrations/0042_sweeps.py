from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0042_sweeps.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0041_html")]

    operations = [
        migrations.AddField(
            model_name="sweeprun",
            name="statement",
            field=models.TextField(blank=True, db_default="", editable=False),
        ),
        migrations.RunSQL(SQL),
    ]
