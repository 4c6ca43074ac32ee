"""`manage.py import_content PATH…`: JSON Lines become drafts. Safe to repeat."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from cms.imports.accounts import PersonUnknown, importer, person_named
from cms.imports.drafts import DraftWriter, NotProvisioned, Outcome, shelves_write
from cms.imports.indexing import indexing_put_off
from cms.imports.planning import Plan, plans_of
from cms.imports.reading import FileUnusable, files_of, records_of
from cms.imports.records import Record
from cms.imports.vocabulary import vocabulary_write
from cms.imports.workers import ShareFailed, run_shares, shares

COUNTED = ("created", "updated", "unchanged", "refused")
WRITTEN = ("created", "updated")
# So many items share a transaction and an update of the admin's indexes.
BATCH = 25


class Command(BaseCommand):
    help = "Import records as drafts: created, updated where a record changed, else left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, help="files (.jsonl, .jsonl.gz), folders"
        )
        parser.add_argument(
            "--as",
            required=True,
            dest="person",
            metavar="USERNAME",
            help="whose import it is; they sign none of its texts",
        )
        parser.add_argument("--only", help="identifiers that fit this glob")
        parser.add_argument("--exclude", help="leave out identifiers that fit this glob")
        parser.add_argument("--workers", type=int, default=1, help="processes (at most 8)")
        parser.add_argument(
            "--overwrite-edited",
            action="store_true",
            help="take a changed record's text where people have written in its draft, too",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        workers = options["workers"]
        if not 1 <= workers <= 8:  # noqa: PLR2004 - said in the help text
            raise CommandError("--workers takes 1 to 8.")
        try:
            self.person = person_named(options["person"])
            files = files_of(options["paths"])
        except (FileUnusable, PersonUnknown) as error:
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
            items = plans_of(records, overwrites=options["overwrite_edited"])
            self._write(items, workers=workers, counts=counts)
        except NotProvisioned as error:
            raise CommandError(str(error)) from error
        except ShareFailed as error:
            stopped = f"Stopped before the end, run it again for the rest: {error}"
        self.stdout.write(
            f"{counts['created']} created, {counts['updated']} updated, "
            f"{counts['unchanged']} unchanged, {counts['refused']} refused"
            + (f", {counts['kept']} kept as edited here." if counts["kept"] else ".")
        )
        if stopped:
            raise CommandError(stopped)
        if counts["refused"]:
            sys.exit(1)
        if not counts["created"] + counts["updated"]:
            self.stdout.write("Nothing has changed.")

    def _write(self, items: list[list[Plan]], *, workers: int, counts: Counter[str]) -> None:
        todo = []
        for item in items:
            if any(plan.fate in WRITTEN for plan in item):
                todo.append(item)
                continue
            counts["unchanged"] += sum(plan.fate == "unchanged" for plan in item)
            self._keep([plan.record.id for plan in item if plan.fate == "kept"], counts)
        if not todo:
            return
        written = [plan for item in todo for plan in item if plan.fate in WRITTEN]
        topics, shelves = vocabulary_write(written), shelves_write(written)
        user = importer()

        def work(share: list[list[Plan]], tell: Callable[[Any], None]) -> None:
            writer = DraftWriter(shelves=shelves, topics=topics, user=user, person=self.person)
            with indexing_put_off():
                for start in range(0, len(share), BATCH):
                    for outcome in writer.batch_write(share[start : start + BATCH]):
                        tell(outcome)

        with tqdm(
            total=sum(map(len, todo)), unit="page", file=sys.stderr, disable=not sys.stderr.isatty()
        ) as bar:

            def on_result(outcome: Outcome) -> None:
                if outcome.reason:
                    self.stderr.write(f"{outcome.item}: {outcome.reason}")
                numbers = {name: getattr(outcome, name) for name in COUNTED}
                counts.update(numbers)
                self._keep(outcome.kept, counts)
                bar.update(sum(numbers.values()) + len(outcome.kept))

            run_shares(
                work, shares(((item[0].shelf, item) for item in todo), workers=workers),
                on_result=on_result,
            )  # fmt: skip

    def _keep(self, names: list[str], counts: Counter[str]) -> None:
        counts["kept"] += len(names)
        for name in names:
            self.stdout.write(f"{name}: kept as edited here")
