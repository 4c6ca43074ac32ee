"""A page that Wagtail makes as a copy of another one is known as that, with the pages below it.

Wagtail has no place where a copy may be recorded with its source, and copies the pages below one
without calling any method of theirs. So its one function that copies a single page is wrapped.
"""

from functools import wraps
from typing import Any

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction

from content_models.publishing import copied


def connect() -> None:
    """Record each copy in the transaction that makes it; called when the apps are ready."""
    original = CopyPageAction._copy_page
    if hasattr(original, "__wrapped__"):
        return

    @wraps(original)
    def copy_page(action: Any, page: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            made = original(action, page, *args, **kwargs)
            copied(page=made, source=page)
        return made

    setattr(CopyPageAction, "_copy_page", copy_page)  # noqa: B010 - Wagtail's own name for it
