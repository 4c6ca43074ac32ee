from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0030_wishers")]

    operations = [
        migrations.AddField("wishoutcome", "was_live", models.BooleanField(db_default=False)),
    ]
