"""`manage.py api_snapshot`: write the description of the API to its file, or compare."""

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from cms.api.rest.v1.api import api

SNAPSHOT = Path(__file__).resolve().parents[2] / "rest" / "v1" / "openapi.json"


def rendered() -> str:
    """The OpenAPI description as it stands in the file."""
    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


class Command(BaseCommand):
    help = "Write the OpenAPI description to cms/api/rest/v1/openapi.json; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where the file differs")

    def handle(self, *_args: Any, **options: Any) -> None:
        text = rendered()
        if not options["check"]:
            SNAPSHOT.write_text(text, encoding="utf-8")
            self.stdout.write(f"Written: {SNAPSHOT.name}")
        elif not SNAPSHOT.is_file() or SNAPSHOT.read_text(encoding="utf-8") != text:
            raise CommandError(
                "The API differs from cms/api/rest/v1/openapi.json. A difference is a decision: "
                "run `make snapshots` and commit it."
            )
