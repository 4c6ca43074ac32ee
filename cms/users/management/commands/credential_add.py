"""`manage.py credential_add`: a clinician's new or renewed registration, verified by another."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from cms.users.arguments import credential_arguments, credential_of, one_line, reviewer_named
from editorial.people.services import credential_add


class Command(BaseCommand):
    help = "Write down a credential of a clinician."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="whose credential it is")
        credential_arguments(parser, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        with one_line():
            profile = reviewer_named(options["username"])
            credential = credential_add(profile=profile, credential=credential_of(options))
        self.stdout.write(f"{profile.display_name}: {credential}.")
