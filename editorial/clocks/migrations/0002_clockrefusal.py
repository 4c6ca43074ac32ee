import django.contrib.postgres.fields
from django.db import migrations, models

import content_models.clock


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial"), ("content_models", "0004_clock")]

    operations = [
        migrations.CreateModel(
            name="ClockRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clock", models.CharField(max_length=100)),
                ("page_id", models.BigIntegerField()),
                ("reasons", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("since", models.DateTimeField(db_default=content_models.clock.DatabaseNow(), editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("clock", "page_id"), name="clock_refusal_once")
                ],
            },
        ),
    ]
