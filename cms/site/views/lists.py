"""Lists of articles: of one kind, and on one topic."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from cms.site import selectors, topics
from cms.site.addresses import (
    LANGUAGE_CODES,
    SUBJECT_SEGMENTS,
    absolute,
    kind_of_segment,
    kind_segment,
)
from cms.site.caching import list_key
from cms.site.pages import language_links, page
from cms.site.vocabulary import kind_plural, kind_promise

LAST_PAGE = 1000


def page_number(request: HttpRequest) -> int:
    """The `page` parameter, from 1.

    Raises:
        Http404: it is no number, or outside what a list can have.
    """
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LAST_PAGE):
        raise Http404
    return int(text[:6])


def chosen_letter(request: HttpRequest) -> str:
    """The `letter` parameter in lower case; empty where there is none.

    Raises:
        Http404: it is no letter that titles are sorted under.
    """
    letter = request.GET.get("letter", "").lower()
    if letter and (len(letter) > 1 or letter not in selectors.ALPHABET):
        raise Http404
    return letter


def kind(request: HttpRequest, lang: str, segment: str) -> HttpResponse:
    """Everything of one kind, by title; where that is more than a page, with the alphabet.

    Raises:
        Http404: no kind is called that in this language, or the page is past the end.
    """
    found = kind_of_segment(lang=lang, segment=segment)
    if found is None:
        raise Http404
    letter = chosen_letter(request)
    listing = selectors.listed_by_kind(
        lang=lang, kind=found, number=page_number(request), letter=letter
    )
    is_long = bool(letter or listing.next_page or listing.number > 1)
    used = selectors.letters(lang=lang, kind=found) if is_long else frozenset()
    if letter and letter not in used:
        raise Http404
    urls = {code: f"/{code}/{kind_segment(lang=code, kind=found)}" for code in LANGUAGE_CODES}

    def build() -> dict[str, Any]:
        return {
            "heading": kind_plural(found),
            "lead": kind_promise(found),
            "kind": found,
            "letters": [(each, each in used) for each in selectors.ALPHABET] if used else [],
            "letter": letter,
        }

    return _list(request, lang=lang, listing=listing, urls=urls, build=build, letter=letter)


def topic(request: HttpRequest, lang: str, segment: str, topic: str) -> HttpResponse:
    """Everything on one topic, by title.

    Raises:
        Http404: the segment belongs to another language, or nothing public carries the topic.
    """
    if segment != SUBJECT_SEGMENTS[lang]:
        raise Http404
    carried = topics.topics(lang=lang)
    name = next((each.name for each in carried if each.id == topic), None)
    if name is None:
        raise Http404
    listing = selectors.listed_by_topic(lang=lang, topic=topic, number=page_number(request))
    urls = {
        code: f"/{code}/{SUBJECT_SEGMENTS[code]}/{topic}"
        for code in topics.topic_languages(topic=topic)
        if code in SUBJECT_SEGMENTS
    }

    def build() -> dict[str, Any]:
        return {"heading": name, "topics": carried, "topic": topic}

    return _list(request, lang=lang, listing=listing, urls=urls, build=build)


def _list(
    request: HttpRequest,
    *,
    lang: str,
    listing: selectors.Listing,
    urls: dict[str, str],
    build: Callable[[], dict[str, Any]],
    letter: str = "",
) -> HttpResponse:
    if listing.number > 1 and not listing.entries:
        raise Http404
    page_shown = str(listing.number) if listing.number > 1 else ""
    shown = {"letter": letter, "page": page_shown}
    query = urlencode({name: value for name, value in shown.items() if value})
    suffix = f"?{query}" if query else ""
    return page(
        request,
        template="site/list.html",
        lang=lang,
        surrogate_keys=(list_key(lang),),
        build=lambda: {
            "listing": listing,
            "path": request.path,
            "languages": language_links(lang=lang, urls=urls),
            "alternates": [(code, absolute(url)) for code, url in sorted(urls.items())],
            "canonical": absolute(request.path + suffix),
            **build(),
        },
    )
