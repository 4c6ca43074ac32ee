"""`manage.py makemessages`: Django's, without guesses, line breaks or dates in the catalogues.

A guessed translation is worse than none, and a line that changes by itself makes two people's work
collide.
"""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

_NOISE = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date|X-Generator):.*\n', re.MULTILINE)


class Command(makemessages.Command):
    msgmerge_options = [
        *makemessages.Command.msgmerge_options,
        "--no-fuzzy-matching",
        "--sort-output",
    ]

    def handle(self, *args: Any, **options: Any) -> None:
        options.update(no_wrap=True, no_location=True, no_obsolete=True)
        options["ignore_patterns"] += [".venv", "data", "var", "tests", "bench", "staticfiles"]
        if not (options["locale"] or options["all"]):
            options["locale"] = [code for code, _name in settings.LANGUAGES]
        super().handle(*args, **options)
        for folder in settings.LOCALE_PATHS:
            for file in Path(folder).rglob("*.po"):
                text = file.read_text(encoding="utf-8")
                file.write_text(_NOISE.sub("", text), encoding="utf-8")
