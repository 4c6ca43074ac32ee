"""`manage.py demo_publish`: imported drafts through the real review. Demo settings only."""

import sys
import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from cms.demo.accounts import people_write
from cms.demo.publishing import Result, drafts_publish, open_drafts
from cms.imports.workers import run_shares, shares


class Command(BaseCommand):
    help = "Submit, pass and sign every draft with the demonstration's people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="at most so many drafts")
        parser.add_argument("--workers", type=int, default=1, help="processes (at most 8)")

    def handle(self, *_args: Any, **options: Any) -> None:
        workers, limit = options["workers"], options["limit"]
        if not 1 <= workers <= 8 or (limit is not None and limit < 1):  # noqa: PLR2004
            raise CommandError("--workers takes 1 to 8, --limit a positive number.")
        try:
            people_write()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        drafts = open_drafts(limit=limit)
        began, refused = time.monotonic(), 0
        with tqdm(
            total=len(drafts), unit="page", file=sys.stderr, disable=not sys.stderr.isatty()
        ) as bar:

            def on_result(result: Result) -> None:
                nonlocal refused
                bar.update()
                if result.reasons:
                    refused += 1
                    self.stderr.write(f"{result.title}: {' '.join(result.reasons)}")

            run_shares(
                drafts_publish,
                shares(((str(pk), pk) for pk, _title in drafts), workers=workers),
                on_result=on_result,
            )
        seconds = time.monotonic() - began
        done = len(drafts) - refused
        self.stdout.write(
            f"{done} published, {refused} refused, {seconds:.1f} s, "
            f"{done / max(seconds, 0.1):.1f}/s."
        )
        if refused:
            sys.exit(1)
