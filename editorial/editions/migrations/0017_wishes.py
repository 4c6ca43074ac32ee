from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import content_models.clock

SQL = (Path(__file__).parent / "sql" / "0017_wishes.sql").read_text(encoding="utf-8")
DROP = """
DROP FUNCTION editions_check_outcome() CASCADE;
DROP FUNCTION editions_refuse_wished() CASCADE;
DROP VIEW editions_shown;
DROP FUNCTION editions_notice(bytea, text, text, uuid, timestamptz);
DROP FUNCTION editions_note_wish() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0016_order"), ("signoff", "0004_clock")]

    operations = [
        migrations.CreateModel(
            name="WithdrawalWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_id", models.UUIDField()),
                ("lang", models.CharField(max_length=2)),
                ("number", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(max_length=20)),
                ("notice", models.TextField()),
                ("replacement", models.UUIDField(null=True)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("wished_at", models.DateTimeField(db_default=content_models.clock.DatabaseNow(), editable=False)),
            ],
            options={"verbose_name": "wish to withdraw", "verbose_name_plural": "wishes to withdraw"},
        ),
        migrations.AddIndex(
            model_name="withdrawalwish",
            index=models.Index(fields=["content_id", "lang"], name="wish_text"),
        ),
        migrations.CreateModel(
            name="WishOutcome",
            fields=[
                (
                    "wish",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="outcome",
                        serialize=False,
                        to="editions.withdrawalwish",
                    ),
                ),
                ("was_public", models.BooleanField()),
                ("schedule", models.DateTimeField(null=True)),
                ("reviews", models.PositiveIntegerField()),
                ("done_at", models.DateTimeField(db_default=content_models.clock.DatabaseNow(), editable=False)),
            ],
            options={
                "verbose_name": "withdrawal that was carried out",
                "verbose_name_plural": "withdrawals that were carried out",
            },
        ),
        migrations.RunSQL(SQL, DROP),
    ]
