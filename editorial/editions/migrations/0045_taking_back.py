"""A sign-off on which nothing public rests is taken back by a wish too."""

from pathlib import Path

from django.db import migrations, models

import content_models.clock

SQL = (Path(__file__).parent / "sql" / "0045_taking_back.sql").read_text(encoding="utf-8")
CAUSES = [
    ("unsafe", "the text may be unsafe to follow"),
    ("recalled", "the evidence behind the text was recalled"),
    ("foreign", "somebody else gave the signature"),
    ("error", "the text has errors that are no danger"),
    ("mistake", "the signature was given by mistake"),
    ("other", "another reason, and no danger"),
]


class Migration(migrations.Migration):
    dependencies = [("editions", "0044_holds"), ("signoff", "0019_steps_marked")]

    operations = [
        migrations.CreateModel(
            name="TakingBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signoff_id", models.BigIntegerField(db_index=True)),
                ("content_id", models.UUIDField()),
                ("lang", models.CharField(max_length=2)),
                ("edition_id", models.BigIntegerField(editable=False, null=True)),
                ("actor_id", models.BigIntegerField()),
                ("cause", models.CharField(choices=CAUSES, max_length=10)),
                ("words", models.TextField()),
                (
                    "wished_at",
                    models.DateTimeField(db_default=content_models.clock.DatabaseNow(), editable=False),
                ),
            ],
            options={
                "verbose_name": "wish to take a sign-off back",
                "verbose_name_plural": "wishes to take sign-offs back",
                "indexes": [models.Index(fields=["content_id", "lang"], name="takingback_text")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(cause__in=[code for code, _label in CAUSES]),
                        name="takingback_cause_is_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL),
    ]
