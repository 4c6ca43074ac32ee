"""Count that a search result was followed: the query alone, of nobody."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from search.query.request import LONGEST_QUERY, clean
from search.statistics.counting import click_note

LARGEST: Final = 4096  # bytes; the longest query, percent-encoded


def followed(request: HttpRequest, lang: str) -> HttpResponse:
    """The search page's script reports a click with `q` and nothing else; no cookie, no address.

    Other sites may not count here, and nothing is told apart in the answer: what may not be
    counted is dropped at the door of the statistics.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return _answer(403)
    length = request.headers.get("Content-Length") or "0"
    if not (length.isascii() and length.isdigit() and int(length[:9]) <= LARGEST):
        return _answer(413)
    queries = request.POST.getlist("q")
    if set(request.POST) != {"q"} or len(queries) != 1 or len(queries[0]) > LONGEST_QUERY:
        return _answer(400)
    click_note(query=clean(queries[0]), lang=lang)
    return _answer(204)


def _answer(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})
