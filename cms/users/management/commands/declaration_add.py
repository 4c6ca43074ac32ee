"""`manage.py declaration_add`: what a clinician declares about interests; it holds for a year."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from cms.users.arguments import one_line, reviewer_named
from editorial.people.services import declaration_add


class Command(BaseCommand):
    help = "Write down a clinician's declaration of interests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="who declares")
        parser.add_argument("--declares", required=True, help="in the person's own words")
        parser.add_argument("--conflict", action="store_true", help="it is a conflict of interest")

    def handle(self, *_args: Any, **options: Any) -> None:
        with one_line():
            declaration = declaration_add(
                profile=reviewer_named(options["username"]),
                statement=options["declares"],
                has_conflict=options["conflict"],
            )
        self.stdout.write(f"Written down: {declaration}.")
