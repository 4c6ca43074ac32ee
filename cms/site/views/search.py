from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cms.site import topics
from cms.site.pages import page
from cms.site.search_page import search_page

# What somebody asks about their health is nothing for a shared cache to keep.
CACHE_CONTROL = "private, no-cache"


def results(request: HttpRequest, lang: str) -> HttpResponse:
    """The search page: works without JavaScript, and says what it can with the database down."""
    with translation.override(lang):
        found = search_page(dict(request.GET.lists()), lang=lang)

    def build() -> dict[str, Any]:
        is_at_a_loss = not found.hits and not found.near and not found.unavailable
        return {
            "found": found,
            "topics": _topics(lang) if is_at_a_loss else (),
            "is_search": True,
        }

    response = page(
        request,
        template="site/search.html",
        lang=lang,
        build=build,
        status=HTTPStatus.BAD_REQUEST if found.refused else HTTPStatus.OK,
    )
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _topics(lang: str) -> tuple[topics.Topic, ...]:
    try:
        return topics.topics(lang=lang)
    except (DatabaseError, InterfaceError):
        return ()
