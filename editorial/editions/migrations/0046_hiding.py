"""A text is hidden by a wish to take back a sign-off of the edition that is read."""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0046_hiding.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0045_taking_back"), ("signoff", "0019_steps_marked")]

    operations = [
        migrations.AddIndex(
            model_name="withdrawalwish",
            index=models.Index(fields=["signoff_id"], name="wish_signoff"),
        ),
        migrations.RunSQL(SQL),
    ]
