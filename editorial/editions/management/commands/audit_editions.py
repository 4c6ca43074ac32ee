"""`manage.py audit_editions`: walk the whole log; exit 1 and name the first bad row."""

import json
import sys
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from editorial.editions.audit import (
    audit,
    authority_notes,
    restoration_notes,
    revocation_notes,
)
from editorial.editions.drift import Cause, drifts
from editorial.editions.models import LogEntry

# One lost key or one cut disk makes everything wrong: the first of it is enough to begin with.
MOST_FINDINGS = 1000


class Command(BaseCommand):
    help = (
        "Walk the chain, recompute every digest, compare with live pages and signed heads, and name"
        " signatures whose signer got or lost papers within an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--log-only", action="store_true", help="do not project the live pages again"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        total = LogEntry.objects.count()
        quiet = not sys.stderr.isatty()
        notes: list[str] = []
        try:
            with tqdm(total=total, unit=" entries", disable=quiet, file=sys.stderr) as bar:
                findings = [
                    asdict(row) for row in islice(audit(progress=bar.update), MOST_FINDINGS)
                ]
            notes += restoration_notes() + revocation_notes() + authority_notes()
            for drift in [] if options["log_only"] else drifts():
                if drift.cause is Cause.REFERENCE:
                    notes.append(str(drift))
                else:
                    findings.append({"seq": drift.seq, "problem": str(drift)})
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({"entries": total, "findings": findings, "notes": notes}))
        else:
            for note in notes:
                self.stdout.write(f"note: {note}")
        if findings:
            first = findings[0]
            where = f"entry {first['seq']}: " if first["seq"] else ""
            raise CommandError(
                f"{len(findings)} findings in {total} entries. First: {where}{first['problem']}"
            )
        if not options["json"]:
            self.stdout.write(f"{total} entries, chain and digests hold, nothing found.")
