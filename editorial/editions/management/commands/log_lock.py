"""`manage.py log_lock`: which transactions hold up others, and an end to one of them."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from editorial.editions.order import holder_end, holders


class Command(BaseCommand):
    help = (
        "Show transactions that hold the log, a table or a text that somebody waits for; "
        "end one with --end PROCESS."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--end", type=int, metavar="PROCESS", help="end this one; what it did is undone"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["end"] is None:
            found = holders(seconds=0)
            for each in found:
                self.stdout.write(f"{str(each)[0].upper()}{str(each)[1:]}.")
            if not found:
                self.stdout.write(
                    "Nothing holds the log, a whole table or a text that somebody waits for."
                )
            return
        if not holder_end(pid=options["end"]):
            raise CommandError(
                f"Process {options['end']} stands in nobody's way; it was not ended."
            )
        self.stdout.write(f"Process {options['end']} is ended, and what it did is undone.")
