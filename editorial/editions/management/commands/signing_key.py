"""`manage.py signing_key create|show|rotate`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser

from editorial.editions.keys import jwk_of, key_create, key_rotate, public_jwks, signing_key


class Command(BaseCommand):
    help = "Make, show or rotate the Ed25519 key that signs receipts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["create", "show", "rotate"])

    def handle(self, *_args: Any, action: str, **_options: Any) -> None:
        try:
            getattr(self, f"_{action}")()
        except (ImproperlyConfigured, OSError) as error:
            raise CommandError(str(error)) from error

    def _file(self) -> Path:
        if settings.SIGNING_KEY or not settings.SIGNING_KEY_FILE:
            raise CommandError("This works on a key file: set SIGNING_KEY_FILE and no SIGNING_KEY.")
        return Path(settings.SIGNING_KEY_FILE)

    def _create(self) -> None:
        path = self._file()
        if path.exists():
            raise CommandError(f"{path} exists; use rotate to replace it.")
        key_create(path, head=settings.SIGNING_KEY_HEAD)
        self._show()

    def _show(self) -> None:
        self.stdout.write(f"signs now: {jwk_of(signing_key().public_key())['kid']}")
        for key in public_jwks()["keys"][1:]:
            self.stdout.write(f"retired:   {key['kid']}")

    def _rotate(self) -> None:
        self._file()
        self.stdout.write(f"signs now: {key_rotate()}")
