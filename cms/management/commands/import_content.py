"""`manage.py import_content PATH…`: JSON Lines become drafts. Safe to repeat."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from cms.imports.accounts import importer
from cms.imports.drafts import DraftWriter, NotProvisioned, Outcome, shelves_write, vocabulary_write
from cms.imports.indexing import indexing_put_off
from cms.imports.planning import Plan, plans_of
from cms.imports.reading import FileUnusable, files_of, records_of
from cms.imports.records import Record
from cms.imports.workers import ShareFailed, run_shares, shares

COUNTED = ("created", "updated", "unchanged", "refused")
# So many items share a transaction and an update of the admin's indexes.
BATCH = 25


class Command(BaseCommand):
    help = "Import records as drafts: created, updated where a record changed, else left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, help="files (.jsonl, .jsonl.gz), folders"
        )
        parser.add_argument("--only", help="identifiers that fit this glob")
        parser.add_argument("--exclude", help="leave out identifiers that fit this glob")
        parser.add_argument("--workers", type=int, default=1, help="processes (at most 8)")

    def handle(self, *_args: Any, **options: Any) -> None:
        workers = options["workers"]
        if not 1 <= workers <= 8:  # noqa: PLR2004 - said in the help text
            raise CommandError("--workers takes 1 to 8.")
        try:
            files = files_of(options["paths"])
        except FileUnusable as error:
            raise CommandError(str(error)) from error
        records, refused = [], 0
        for found in records_of(files, only=options["only"], exclude=options["exclude"]):
            if isinstance(found, Record):
                records.append(found)
            else:
                refused += 1
                self.stderr.write(found)
        counts = Counter(refused=refused)
        stopped = ""
        try:
            self._write(records, workers=workers, counts=counts)
        except NotProvisioned as error:
            raise CommandError(str(error)) from error
        except ShareFailed as error:
            stopped = f"Stopped before the end, run it again for the rest: {error}"
        self.stdout.write(
            f"{counts['created']} created, {counts['updated']} updated, "
            f"{counts['unchanged']} unchanged, {counts['refused']} refused."
        )
        if stopped:
            raise CommandError(stopped)
        if counts["refused"]:
            sys.exit(1)
        if not counts["created"] + counts["updated"]:
            self.stdout.write("Nothing has changed.")

    def _write(self, records: list[Record], *, workers: int, counts: Counter[str]) -> None:
        items = plans_of(records)
        todo = [item for item in items if any(is_open(plan) for plan in item)]
        counts["unchanged"] += sum(map(len, items)) - sum(map(len, todo))
        if not todo:
            return
        changed = [plan for item in todo for plan in item]
        topics, shelves = vocabulary_write(changed), shelves_write(changed)
        user = importer()

        def work(share: list[list[Plan]], tell: Callable[[Any], None]) -> None:
            writer = DraftWriter(shelves=shelves, topics=topics, user=user)
            with indexing_put_off():
                for start in range(0, len(share), BATCH):
                    for outcome in writer.batch_write(share[start : start + BATCH]):
                        tell(outcome)

        with tqdm(
            total=len(changed), unit="page", file=sys.stderr, disable=not sys.stderr.isatty()
        ) as bar:

            def on_result(outcome: Outcome) -> None:
                if outcome.reason:
                    self.stderr.write(f"{outcome.item}: {outcome.reason}")
                numbers = {name: getattr(outcome, name) for name in COUNTED}
                counts.update(numbers)
                bar.update(sum(numbers.values()))

            run_shares(
                work, shares(((item[0].shelf, item) for item in todo), workers=workers),
                on_result=on_result,
            )  # fmt: skip


def is_open(plan: Plan) -> bool:
    """True where the draft is to be made or changed."""
    return plan.known is None or plan.known.import_hash != plan.import_hash
