"""What carries evidence is kept: the screens refuse to delete it, and say so."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from content_models.publishing import must_be_kept


def evidence_is_kept(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Lead away from Wagtail's screen that deletes a page, where the page has to be kept."""
    if not _refused(request, [page]):
        return None
    return redirect("wagtailadmin_explore", page.pk)


def evidence_is_kept_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for many at once: one that has to be kept, and none is deleted."""
    if action_type != "delete" or not _is_of_pages(action):
        return None
    if not _refused(request, objects):
        return None
    return redirect(action.next_url)


def _is_of_pages(action: Any) -> bool:
    """Vocabulary and facts have a bulk action too: one for the models of all snippets."""
    return all(issubclass(model, Page) for model in action.models)


def _refused(request: HttpRequest, pages: Iterable[Any]) -> bool:
    kept = [page for page in pages if must_be_kept(page)]
    for page in kept:
        text = _(
            "“%(title)s” was not deleted: it, or a text below it, has been signed or public, and "
            "that is evidence. Take it down or withdraw it instead."
        )
        messages.error(request, text % {"title": page.get_admin_display_title()})
    return bool(kept)
