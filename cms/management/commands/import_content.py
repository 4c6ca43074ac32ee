"""`manage.py import_content PATH…`: JSON Lines become drafts. Safe to repeat."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from cms.imports.accounts import importer
from cms.imports.drafts import DraftWriter, shelves_write, vocabulary_write
from cms.imports.planning import Plan, plans_of
from cms.imports.reading import FileUnusable, files_of, records_of
from cms.imports.records import Record
from cms.imports.workers import run_shares, shares


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
        counts = self._write(records, workers=workers)
        refused += counts["refused"]
        self.stdout.write(
            f"{counts['created']} created, {counts['updated']} updated, "
            f"{counts['unchanged']} unchanged, {refused} refused."
        )
        if refused:
            sys.exit(1)

    def _write(self, records: list[Record], *, workers: int) -> Counter[str]:
        items = plans_of(records)
        plans = [plan for item in items for plan in item]
        todo = [item for item in items if any(is_open(plan) for plan in item)]
        counts: Counter[str] = Counter(unchanged=len(plans) - sum(map(len, todo)))
        if not todo:
            return counts
        changed = [plan for item in todo for plan in item]
        topics, shelves = vocabulary_write(changed), shelves_write(changed)
        user = importer()

        def work(share: list[list[Plan]], tell: Callable[[Any], None]) -> None:
            writer = DraftWriter(shelves=shelves, topics=topics, user=user)
            for item in share:
                try:
                    created, updated = writer.item_write(item)
                except (ValueError, DatabaseError) as error:
                    tell((item[0].record.id, len(item), str(error).splitlines()[0]))
                else:
                    tell((created, updated, len(item) - created - updated))

        with tqdm(
            total=len(changed), unit="page", file=sys.stderr, disable=not sys.stderr.isatty()
        ) as bar:

            def on_result(result: Any) -> None:
                if isinstance(result[0], str):
                    self.stderr.write(f"{result[0]}: {result[2]}")
                    counts["refused"] += result[1]
                    bar.update(result[1])
                else:
                    counts.update(created=result[0], updated=result[1], unchanged=result[2])
                    bar.update(sum(result))

            run_shares(
                work, shares(((item[0].shelf, item) for item in todo), workers=workers),
                on_result=on_result,
            )  # fmt: skip
        return counts


def is_open(plan: Plan) -> bool:
    """True where the draft is to be made or changed."""
    return plan.known is None or plan.known.import_hash != plan.import_hash
