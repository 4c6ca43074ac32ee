"""Titles of drafts are shown to people who work with pages, and to nobody else who logs in.

Wagtail's choosers, and its question before a move, show every page to whoever can open them. They
are asked here what its own listings ask: is this a page that the person may look for?
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page
from wagtail.permissions import policy_registry

from content_models.page_form import MAX_DIGITS

# Views that name pages of any place in the tree, by the name of their address.
CHOOSERS: Final = frozenset(
    {
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_pages:move_confirm",
    }
)
# The parts of an address that name a page.
PAGES: Final = ("parent_page_id", "page_to_move_id", "destination_id")
GetResponse = Callable[[HttpRequest], HttpResponse]


def explorable(user: Any) -> Any:
    """The pages that a person may look for, as Wagtail's own listings have it."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def pages_to_choose(pages: Any, request: HttpRequest) -> Any:
    """What a chooser lists and finds."""
    return pages & explorable(request.user)


class ChooserMiddleware:
    """Send away who has no page to look for, or asks for one that is none of theirs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _arguments: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in CHOOSERS:
            return None
        if not request.user.is_authenticated:
            return None  # to the log-in, by the view itself
        wanted = {str(named[name]) for name in PAGES if name in named}
        wanted |= set(request.GET.getlist("id"))
        mine = explorable(request.user)
        if not all(map(_is_number, wanted)):
            return permission_denied(request)
        if not mine.exists() or mine.filter(pk__in=wanted).count() < len(wanted):
            return permission_denied(request)
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
