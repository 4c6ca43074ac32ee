"""`manage.py demo_content`: the demonstration's texts, through the real review. Safe to repeat."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError

from cms.demo.loader import DemoLoader


class Command(BaseCommand):
    help = "Load people, vocabulary, facts, pictures and articles of the demonstration."

    def handle(self, *_args: Any, **options: Any) -> None:
        def tell(line: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"  {line}")
                self.stdout.flush()  # a log file or a pipe is to show it now, not in one lump

        try:
            count = DemoLoader(tell=tell).load()
        except (ImproperlyConfigured, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{count} texts published.")
