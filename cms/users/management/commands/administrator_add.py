"""`manage.py administrator_add`: who keeps accounts and settings, and may vouch for no text."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from cms.users.arguments import account_arguments, account_of, link_lines, one_line
from cms.users.services import administrator_add


class Command(BaseCommand):
    help = "Make the account of an administrator; refuse where it exists."

    def add_arguments(self, parser: CommandParser) -> None:
        account_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        with one_line():
            account = account_of(options)
            user = administrator_add(account)
        self.stdout.write(f"The account {user.username} is made: an administrator.")
        if account.password is None:
            self.stdout.write("\n".join(link_lines(user)))
