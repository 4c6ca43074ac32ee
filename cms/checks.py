"""System checks of the house as a whole: what must be so, whatever the settings are."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from runpy import run_path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.module_loading import import_string
from gunicorn.config import Config

CSRF = "django.middleware.csrf.CsrfViewMiddleware"
LOGGED_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"


@register(Tags.security)
def check_forms_are_protected(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Wherever a person is known by a cookie, a form must be one of ours.

    Stands for Django's own check, which knows its middleware by that name alone.
    """
    at = {_inner(name): place for place, name in enumerate(settings.MIDDLEWARE)}
    if LOGGED_IN not in at or at.get(CSRF, len(at)) < at[LOGGED_IN]:
        return []
    return [
        Error(
            "People log in, and nothing checks that what they send comes from our own forms.",
            hint=f"AdminCsrfMiddleware, which runs {CSRF}, stands before the log-in.",
            id="cms.E001",
        )
    ]


def _inner(name: str) -> str:
    """The middleware that does the work: for those of the admin, the one that they run."""
    return str(getattr(import_string(name), "dotted_path", name))


@register(Tags.security)
def check_no_header_moves_the_house(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Gunicorn would answer 500 itself for a request with a header of the name SCRIPT_NAME.

    `gunicorn.conf.py` says that it takes none. What its command line says is not seen here, but
    what the environment and that file say, which the web process has too.
    """
    said = gunicorn_says(environment=os.environ, folder=settings.BASE_DIR)
    if not said:
        return []
    return [
        Warning(
            f"gunicorn is told to let headers become a part of a request's environment: {said}.",
            hint="Leave --forwarder-headers out of GUNICORN_CMD_ARGS, and keep gunicorn.conf.py.",
            id="cms.W001",
        )
    ]


def gunicorn_says(*, environment: Mapping[str, str], folder: Path) -> str:
    """Which headers gunicorn would take by its environment and its file; empty where none."""
    words = shlex.split(environment.get("GUNICORN_CMD_ARGS", ""))
    told = Config().parser().parse_known_args(words)[0].forwarder_headers
    if told:
        return f"GUNICORN_CMD_ARGS has {told}"
    file = folder / "gunicorn.conf.py"
    if not file.is_file():
        return f"there is no {file.name}, so SCRIPT_NAME and PATH_INFO"
    given = run_path(str(file)).get("forwarder_headers")
    return "" if given in ("", []) else f"{file.name} has {given!r}"
