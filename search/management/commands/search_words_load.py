"""`manage.py search_words_load`: bring the shipped synonyms and stop words into the tables."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from search.curation.loading import ShippedWordsInvalid, words_load


class Command(BaseCommand):
    help = "Load the shipped synonyms and stop words; what an editor has changed stays. Repeatable."

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = words_load()
        except ShippedWordsInvalid as error:
            raise CommandError(f"The shipped words are not loaded:\n{error}") from error
        if report.kept_off:
            self.stderr.write(
                "Left out of use, because of what editors keep: " + "; ".join(report.kept_off)
            )
        if options["verbosity"]:
            self.stdout.write(
                f"Search words: {report.added} added, {report.updated} updated, "
                f"{report.removed} removed."
            )
