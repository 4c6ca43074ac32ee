"""`manage.py head_sign`: sign today's head of the log and keep it outside the database."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from editorial.editions.heads import head_sign


class Command(BaseCommand):
    help = "Write today's signed head, once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        path = head_sign(day=timezone.localdate())
        self.stdout.write(
            f"Written: {path}" if path else "Nothing to sign, or today's head is written."
        )
