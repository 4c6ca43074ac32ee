"""Wagtail asks the database for the time, wherever it decides or says something by it.

Whether a signed text goes live now or later, whether a date lies ahead, when a step was finished
and which revision is the newest: Wagtail asks the clock of its process each time, through the name
`timezone` in its own modules. Here that name is given another meaning in each of them.
`tests/architecture/test_clocks.py` holds that no module of Wagtail is forgotten.
"""

from datetime import datetime
from importlib import import_module
from typing import Any, Final

from django.utils import timezone

from content_models.clock import database_now

MODULES: Final = (
    "wagtail.actions.publish_revision",
    "wagtail.admin.action_menu",
    "wagtail.admin.forms.models",
    "wagtail.admin.models",
    "wagtail.admin.views.editing_sessions",
    "wagtail.admin.views.generic.lock",
    "wagtail.admin.views.generic.mixins",
    "wagtail.admin.views.pages.create",
    "wagtail.admin.views.pages.edit",
    "wagtail.management.commands.publish_scheduled",
    "wagtail.management.commands.purge_revisions",
    "wagtail.models.audit_log",
    "wagtail.models.pages",
    "wagtail.models.revisions",
    "wagtail.models.workflows",
    "wagtail.snippets.action_menu",
)


class DatabaseTime:
    """`django.utils.timezone`, but for the time itself."""

    def now(self) -> datetime:
        return database_now()

    def __getattr__(self, name: str) -> Any:
        return getattr(timezone, name)


def connect() -> None:
    """Give every module in `MODULES` the database's time; called once, when the apps are ready.

    Raises:
        RuntimeError: one of them does not ask `timezone` any more: look at what it does instead.
    """
    time = DatabaseTime()
    for name in MODULES:
        module = import_module(name)
        if getattr(module, "timezone", None) not in (timezone, time):
            raise RuntimeError(f"{name} does not ask django.utils.timezone for the time.")
        setattr(module, "timezone", time)  # noqa: B010 - the module's own name for it
