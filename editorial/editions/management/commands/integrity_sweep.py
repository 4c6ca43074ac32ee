"""`manage.py integrity_sweep`: the nightly form of the audit, by hand."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from editorial.editions.sweep import sweep_run


class Command(BaseCommand):
    help = "Audit what came since the last clean sweep, and look at every live page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="walk all of the log again")

    def handle(self, *_args: Any, **options: Any) -> None:
        run = sweep_run(is_anew=options["anew"])
        for drift in run.drifts:
            self.stdout.write(f"drift: {drift}")
        if run.findings:
            raise CommandError(f"{len(run.findings)} findings. First: {run.findings[0]}")
        self.stdout.write(
            f"Entries {run.after_seq + 1} to {run.until_seq}: nothing found; "
            f"{len(run.drifts)} pages drifted."
        )
