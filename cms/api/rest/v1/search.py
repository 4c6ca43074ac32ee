"""Search: the same service as the citizens' site, as data."""

import hashlib
import json
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.api.delivery.problems import ProblemError
from cms.api.delivery.responses import respond
from cms.api.rest.v1 import parameters as p
from cms.api.rest.v1.description import SEARCH_RESPONSES
from search.query.request import RequestInvalid, SearchRequest, parse
from search.services import search_run
from search.statistics.counting import search_note

router = Router(tags=["search"])
# What somebody asks about their health is nothing for a shared cache to keep.
CACHE_CONTROL = "private, no-cache"
REASONS = {
    "unknown": "Unknown parameter.",
    "empty": "There is nothing to look for in it.",
    "too-long": "Too long.",
    "too-many": "Too many values.",
    "given-twice": "Given more than once.",
    "not-a-choice": "Not one of the choices.",
    "not-a-value": "A value has a character that no value has.",
    "out-of-range": "Not a number within the range.",
    "not-a-cursor": "Not a cursor of this search.",
    "of-another-query": "The cursor belongs to another query.",
}


@router.get("", response=SEARCH_RESPONSES, summary="Search", operation_id="search")
def search(
    request: HttpRequest,
    *,
    q: p.SearchTextQuery,
    lang: p.LangQuery,
    type: p.SearchValuesQuery = None,
    topic: p.SearchValuesQuery = None,
    audience: p.SearchValuesQuery = None,
    language: p.SearchValuesQuery = None,
    code: p.SearchValuesQuery = None,
    freshness: p.FreshnessQuery = "any",
    exact: p.ExactQuery = "0",
    limit: p.SearchLimitQuery = 10,
    cursor: p.SearchCursorQuery = None,
) -> HttpResponse:
    """Results in the reader's language, best first; urgent help stands above them in `pins`.

    Show `pins` always and first: they are there with every engine down.
    """
    asked = {
        "q": q, "lang": lang, "type": type, "topic": topic, "audience": audience,
        "language": language, "code": code, "freshness": freshness, "exact": exact,
        "limit": str(limit), "cursor": cursor,
    }  # fmt: skip
    try:
        parsed = _parsed({name: [value] for name, value in asked.items() if value})
        results = search_run(parsed)
    except RequestInvalid as error:
        raise invalid(error) from error
    search_note(request=parsed, results=results, on_page=False)
    shaped = shape(results)
    shaped["next"] = shaped.pop("nextCursor") or None
    shaped["corrected"] = shaped["corrected"] or None
    body = written(shaped)
    return respond(
        request,
        body=body,
        tag=hashlib.sha256(body).hexdigest(),
        headers={"Cache-Control": CACHE_CONTROL, "Content-Language": lang},
    )


def _parsed(values: dict[str, list[str]]) -> SearchRequest:
    request = parse(values)
    if not request.q:
        raise RequestInvalid({"q": "empty"})
    return request


def invalid(error: RequestInvalid) -> ProblemError:
    """The search's own refusals in the shape of every other."""
    faults = [
        {"in": "query", "name": name, "reason": REASONS.get(code, code)}
        for name, code in error.problems.items()
    ]
    names = ", ".join(error.problems)
    return ProblemError("invalid-parameters", f"Not accepted: {names}.", errors=faults)


def shape(value: Any) -> dict[str, Any]:
    """A result's fields under their names in the API, for `written`."""
    return {name: getattr(value, attribute) for attribute, name in _names(type(value))}  # type: ignore[arg-type]


def written(shaped: dict[str, Any]) -> bytes:
    """The bytes of an answer; the results inside it are shaped on the way."""
    text = json.dumps(shaped, ensure_ascii=False, separators=(",", ":"), default=_default)
    return text.encode()


def _default(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else shape(value)


@cache
def _names(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, camel(field.name)) for field in fields(kind))


def camel(name: str) -> str:
    """`last_reviewed` as `lastReviewed`."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
