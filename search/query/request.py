"""What may be asked of the search: an allow-list with caps. Anything else is refused by name."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from search.engines.base import CANDIDATES, Filters

LANGUAGES: Final = ("nb", "nn", "se", "en")
LONGEST_QUERY: Final = 200
LONGEST_VALUE: Final = 80
MOST_VALUES: Final = 20
PAGE_SIZE: Final = 10
LARGEST_PAGE: Final = 50
FRESHNESS: Final = ("any", "current")
_LISTS: Final = {
    "type": "kinds", "topic": "topics", "audience": "audiences", "code": "codes", "in": "langs",
}  # fmt: skip
PARAMETERS: Final = ("q", "lang", "freshness", "limit", "cursor", "exact", *_LISTS)
_VALUE: Final = re.compile(r"[\w.:-]+", re.UNICODE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class RequestInvalid(ValueError):
    """The request can not be understood. `problems` maps a parameter to a code of what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A validated request. `exact` switches spelling correction off."""

    q: str
    lang: str
    filters: Filters = field(default_factory=Filters)
    freshness: str = "any"
    limit: int = PAGE_SIZE
    cursor: str = ""
    exact: bool = False

    def fingerprint(self) -> str:
        """Eight characters that change with anything that changes the ranking."""
        asked = [self.q, self.lang, self.freshness, self.exact, repr(self.filters)]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:8]


def clean(text: str) -> str:
    """The query on one line, without control and direction characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def parse(values: Mapping[str, Sequence[str]]) -> SearchRequest:
    """Read parameters, each a list of values as in a query string. Raises RequestInvalid."""
    problems = {name: "unknown" for name in values if name not in PARAMETERS}
    q = clean(_single(values, "q", problems, default=""))
    if len(q) > LONGEST_QUERY:
        problems["q"] = "too-long"
    lang = _single(values, "lang", problems, default="nb")
    if lang not in LANGUAGES:
        problems["lang"] = "not-a-choice"
    freshness = _single(values, "freshness", problems, default="any")
    if freshness not in FRESHNESS:
        problems["freshness"] = "not-a-choice"
    exact = _single(values, "exact", problems, default="0")
    if exact not in ("0", "1"):
        problems["exact"] = "not-a-choice"
    filters = Filters(
        **{name: _list(values, parameter, problems) for parameter, name in _LISTS.items()}
    )
    if set(filters.langs) - set(LANGUAGES):
        problems["in"] = "not-a-choice"
    limit = _limit(values, problems)
    cursor = _single(values, "cursor", problems, default="")
    if problems:
        raise RequestInvalid(problems)
    request = SearchRequest(
        q=q, lang=lang, filters=filters, freshness=freshness, limit=limit, cursor=cursor,
        exact=exact == "1",
    )  # fmt: skip
    if cursor:
        cursor_read(request)
    return request


def _single(
    values: Mapping[str, Sequence[str]], name: str, problems: dict[str, str], *, default: str
) -> str:
    found = values.get(name, ())
    if len(found) > 1:
        problems[name] = "given-twice"
    return found[0] if found else default


def _list(
    values: Mapping[str, Sequence[str]], name: str, problems: dict[str, str]
) -> tuple[str, ...]:
    found = tuple(
        dict.fromkeys(part.strip() for value in values.get(name, ()) for part in value.split(","))
    )
    found = tuple(value for value in found if value)
    if len(found) > MOST_VALUES:
        problems[name] = "too-many"
    if any(len(value) > LONGEST_VALUE or not _VALUE.fullmatch(value) for value in found):
        problems[name] = "not-a-value"
    return found


def _limit(values: Mapping[str, Sequence[str]], problems: dict[str, str]) -> int:
    text = _single(values, "limit", problems, default=str(PAGE_SIZE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= LARGEST_PAGE):
        problems["limit"] = "out-of-range"
        return PAGE_SIZE
    return int(text)


def cursor_write(request: SearchRequest, *, place: int, last: str) -> str:
    """A cursor that goes on after the item `last`, or from `place` where it has gone since."""
    packed = json.dumps([request.fingerprint(), place, last], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def cursor_read(request: SearchRequest) -> tuple[int, str]:
    """Place and last item of the request's cursor. Raises RequestInvalid for a foreign one."""
    try:
        padded = request.cursor + "=" * (-len(request.cursor) % 4)
        mark, place, last = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise RequestInvalid({"cursor": "not-a-cursor"}) from None
    if mark != request.fingerprint():
        raise RequestInvalid({"cursor": "of-another-query"})
    if type(place) is not int or not 0 <= place <= CANDIDATES or not isinstance(last, str):
        raise RequestInvalid({"cursor": "not-a-cursor"})
    return place, last
