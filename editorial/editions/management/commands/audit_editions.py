"""`manage.py audit_editions`: walk the whole log; exit 1 and name the first bad row."""

import json
import sys
from itertools import chain
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from editorial.editions.audit import head_findings, log_findings, public_findings
from editorial.editions.models import LogEntry


class Command(BaseCommand):
    help = "Walk the chain, recompute every digest, compare with live pages and signed heads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        total = LogEntry.objects.count()
        with tqdm(total=total, disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
            found = chain(log_findings(progress=bar.update), head_findings(), public_findings())
            findings = [str(finding) for finding in found]
        if options["json"]:
            self.stdout.write(json.dumps({"entries": total, "findings": findings}))
        if findings:
            raise CommandError(f"{len(findings)} findings in {total} entries. First: {findings[0]}")
        if not options["json"]:
            self.stdout.write(f"{total} entries, chain and digests hold, nothing found.")
