"""`manage.py createsuperuser`, as Django's, with one line where something is refused.

Whatever the way, the password is checked: the account's own rules refuse a weak one
(`cms.users.models`), also where Django asks whether to go on without.
"""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError
from django.db import DatabaseError
from django.utils import translation

from content_models.said import first_line


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("en"):
                super().handle(*args, **options)
        except DatabaseError as error:
            raise CommandError(f"Refused by the database: {first_line(error)}.") from error
