"""`manage.py search_status`: what each engine holds; exit code 1 where something wants a person."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from search.engines import chosen
from search.status import search_report


class Command(BaseCommand):
    help = "Engines, documents, lag behind the log, orphaned indices; exits with 1 on a problem."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = search_report()
        if options["json"]:
            self.stdout.write(json.dumps({"lines": report.lines, "problems": report.problems}))
        else:
            for line in report.lines:
                self.stdout.write(line)
            if chosen.breaker_state() is not None:
                self.stdout.write("  breaker      one in each web process: GET /api/v1/health")
        if report.problems:
            raise CommandError("\n".join(report.problems), returncode=1)
