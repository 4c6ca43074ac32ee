"""`manage.py settings_table`: write `docs/operations/settings.md` again."""

from typing import Any

from django.core.management import BaseCommand

from cms.settings.env import BASE_DIR
from cms.settings.table import FILE, render


class Command(BaseCommand):
    help = "Write the table of settings in docs/operations/settings.md."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(render(), encoding="utf-8")
        self.stdout.write(f"{FILE.relative_to(BASE_DIR)} is written.")
