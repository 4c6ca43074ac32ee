"""System checks of the house as a whole: what must be so, whatever the settings are."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

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
