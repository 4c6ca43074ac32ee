"""`manage.py head_sign`: sign today's head of the log and keep it outside the database."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError

from editorial.editions.clock import database_today
from editorial.editions.heads import HeadMismatchError, head_sign


class Command(BaseCommand):
    help = "Write today's signed head, once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            path = head_sign(day=database_today())
        except (HeadMismatchError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Written: {path}" if path else "Nothing to sign, or today's head is written."
        )
