"""`manage.py person_link`: a new address at which a person sets a password."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from cms.users.arguments import account_named, link_lines
from cms.users.services import links_void


class Command(BaseCommand):
    help = "Print a link, good once, at which a person sets a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = account_named(options["username"])
        if not user.is_active:
            raise CommandError(f"{user.username} may not log in: the account is not active.")
        if not user.email and not user.groups.exists() and not user.is_superuser:
            raise CommandError(f"{user.username} is the account of a program, not of a person.")
        links_void(user)
        self.stdout.write("\n".join(link_lines(user)))
