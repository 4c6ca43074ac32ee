"""`manage.py publish_scheduled`: in place of Wagtail's command, with every item isolated."""

from typing import Any

from django.core.management import BaseCommand

from editorial.editions.expiry import expiry_run
from editorial.workflow.scheduling import schedule_run


class Command(BaseCommand):
    help = "Publish what is due and signed, take down what has expired; report what is refused."

    def handle(self, *_args: Any, **options: Any) -> None:
        over = expiry_run()
        report = schedule_run()
        expired = len(over.expired)
        refused = report.refused | over.refused
        for page_id, reasons in refused.items():
            self.stderr.write(f"Page {page_id} was refused: {' '.join(reasons)}")
        if options["verbosity"]:
            self.stdout.write(
                f"{len(report.published)} published, {expired} expired, {len(refused)} refused."
            )
        if report.held:
            self.stderr.write(f"Nothing was published by the schedule. {report.held}")
        if refused or report.held:
            raise SystemExit(1)
