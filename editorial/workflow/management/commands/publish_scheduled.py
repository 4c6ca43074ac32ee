"""`manage.py publish_scheduled`: in place of Wagtail's command, with every item isolated."""

from typing import Any

from django.core.management import BaseCommand

from editorial.workflow.scheduling import schedule_run


class Command(BaseCommand):
    help = "Publish what is due and signed, take down what has expired; report what is refused."

    def handle(self, *_args: Any, **options: Any) -> None:
        report = schedule_run()
        for page_id, reasons in report.refused.items():
            self.stderr.write(f"Page {page_id} was refused: {' '.join(reasons)}")
        if options["verbosity"]:
            self.stdout.write(
                f"{len(report.published)} published, {len(report.expired)} expired, "
                f"{len(report.refused)} refused."
            )
        if report.refused:
            raise SystemExit(1)
