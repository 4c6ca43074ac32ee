from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0025_wishes_of_others.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("editions", "0024_claims")]

    operations = [
        migrations.AddField("withdrawalwish", "signoff_id", models.BigIntegerField(null=True)),
        migrations.AddField("withdrawalwish", "cause", models.CharField(db_default="", max_length=10)),
        migrations.AddField("withdrawalwish", "words", models.TextField(db_default="")),
        migrations.RunSQL(SQL),
    ]
