"""System checks of the house as a whole: what must be so, whatever the settings are."""

import os
import shlex
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
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


@register(Tags.security)
def check_no_header_moves_the_house(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Gunicorn would answer 500 itself for a request with a header of the name SCRIPT_NAME.

    Our units and the demonstration start it with `--forwarder-headers=`. What another command line
    says is not seen here, but what the environment adds to it, which the web process has too.
    """
    try:
        said = headers_taken(os.environ.get("GUNICORN_CMD_ARGS", ""))
    except ValueError as wrong:
        return [
            Warning(
                f"GUNICORN_CMD_ARGS says what gunicorn does not understand: {wrong}.",
                hint="gunicorn would not start with it.",
                id="cms.W001",
            )
        ]
    if not said:
        return []
    return [
        Warning(
            f"GUNICORN_CMD_ARGS tells gunicorn to take headers into the environment: {said}.",
            hint="Leave --forwarder-headers out of it, or give it no value.",
            id="cms.W001",
        )
    ]


def headers_taken(arguments: str) -> str:
    """Which headers gunicorn is told to take by these arguments; empty where none are named.

    Raises ValueError, with what is wrong, where gunicorn itself would end.
    """
    printed = StringIO()
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            told = Config().parser().parse_known_args(shlex.split(arguments))[0]
    except SystemExit as end:
        *_usage, last = printed.getvalue().strip().splitlines() or [""]
        raise ValueError(last) from end
    return str(told.forwarder_headers or "")


def _inner(name: str) -> str:
    """The middleware that does the work: for those of the admin, the one that they run."""
    return str(getattr(import_string(name), "dotted_path", name))
