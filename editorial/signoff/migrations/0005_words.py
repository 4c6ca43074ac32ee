"""Contributions follow the words: copies, translations, conversions, imports."""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0005_words.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("signoff", "0004_clock")]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="is_carried",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RemoveConstraint(model_name="contribution", name="contribution_once"),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("page_id", "revision_id", "user_id", "is_carried"),
                name="contribution_once",
            ),
        ),
        migrations.CreateModel(
            name="Attribution",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                )),
                ("revision_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision_id", "user_id"), name="attribution_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TextBlock",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                )),
                ("block_id", models.UUIDField()),
                ("page_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("block_id", "page_id"), name="text_block_once")
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop, elidable=False),
    ]
