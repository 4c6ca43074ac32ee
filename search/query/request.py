"""What may be asked of the search: an allow-list with caps. Anything else is refused by name."""

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from search.engines.base import CANDIDATES, Filters

LANGUAGES: Final = ("nb", "nn", "se", "en")
KINDS: Final = ("illness", "treatment", "lifestyle", "patient-rights", "hub")
LONGEST_QUERY: Final = 200
LONGEST_VALUE: Final = 80
MOST_VALUES: Final = 20
PAGE_SIZE: Final = 10
LARGEST_PAGE: Final = 50
SUGGESTIONS: Final = 8
MOST_SUGGESTIONS: Final = 20
FRESHNESS: Final = ("any", "current")
# Parameter → the filter that it sets.
LISTS: Final = {
    "type": "kinds", "topic": "topics", "audience": "audiences", "code": "codes",
    "language": "langs",
}  # fmt: skip
_CHOICES: Final = {"type": KINDS, "language": LANGUAGES}
SUGGEST_PARAMETERS: Final = ("q", "lang", "limit")
PARAMETERS: Final = ("q", "lang", "freshness", "limit", "cursor", "exact", *LISTS)
_NUMBER: Final = re.compile(r"[1-9][0-9]?", re.ASCII)
_MARK_BYTES: Final = 4
_MOST_MARKS: Final = 2 * CANDIDATES  # items may come and go while somebody pages
_VALUE: Final = re.compile(r"[\w.:-]+", re.UNICODE)
# Control and direction characters, and halves of surrogate pairs, which no database stores.
_CONTROL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


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

    def fingerprint(self) -> bytes:
        """Four bytes that change with anything that changes the ranking."""
        asked = [self.q, self.lang, self.freshness, self.exact, repr(self.filters)]
        return hashlib.sha256(json.dumps(asked).encode()).digest()[:_MARK_BYTES]


def clean(text: str) -> str:
    """The query on one line, composed, without control and direction characters.

    Texts are composed (NFC) at their door. What is pasted from a file name or a PDF is not, and a
    letter apart from its mark would be another word.
    """
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


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
        **{name: _list(values, parameter, problems) for parameter, name in LISTS.items()}
    )
    for parameter, choices in _CHOICES.items():
        if set(getattr(filters, LISTS[parameter])) - set(choices):
            problems.setdefault(parameter, "not-a-choice")
    limit = _limit(values, problems, usual=PAGE_SIZE, most=LARGEST_PAGE)
    cursor = _single(values, "cursor", problems, default="")
    if problems:
        raise RequestInvalid(problems)
    request = SearchRequest(
        q=q, lang=lang, filters=filters, freshness=freshness, limit=limit, cursor=cursor,
        exact=exact == "1",
    )  # fmt: skip
    cursor_read(request)
    return request


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """A validated request for suggestions; `q` is what has been typed so far."""

    q: str
    lang: str
    limit: int = SUGGESTIONS


def parse_suggest(values: Mapping[str, Sequence[str]]) -> SuggestRequest:
    """Read the parameters of a request for suggestions. Raises RequestInvalid."""
    problems = {name: "unknown" for name in values if name not in SUGGEST_PARAMETERS}
    q = clean(_single(values, "q", problems, default=""))
    if len(q) > LONGEST_QUERY:
        problems["q"] = "too-long"
    lang = _single(values, "lang", problems, default="nb")
    if lang not in LANGUAGES:
        problems["lang"] = "not-a-choice"
    limit = _limit(values, problems, usual=SUGGESTIONS, most=MOST_SUGGESTIONS)
    if problems:
        raise RequestInvalid(problems)
    return SuggestRequest(q=q, lang=lang, limit=limit)


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


def _limit(
    values: Mapping[str, Sequence[str]], problems: dict[str, str], *, usual: int, most: int
) -> int:
    text = _single(values, "limit", problems, default=str(usual))
    if not _NUMBER.fullmatch(text) or int(text) > most:
        problems["limit"] = "out-of-range"
        return usual
    return int(text)


def mark(content_id: str) -> bytes:
    """The few bytes by which a cursor remembers an item."""
    return hashlib.sha256(content_id.encode()).digest()[:_MARK_BYTES]


def cursor_write(request: SearchRequest, *, shown: Collection[bytes]) -> str:
    """A cursor that goes on after the items that were shown, whatever the order has become since.

    It remembers each of them, so that none comes twice and none is passed over although items
    are published, changed and withdrawn between two pages. "" where it would remember too many.
    """
    if len(shown) > _MOST_MARKS:
        return ""
    packed = request.fingerprint() + b"".join(sorted(shown))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def cursor_read(request: SearchRequest) -> frozenset[bytes]:
    """The marks of the items that were shown before the request's page; none for the first.

    Raises RequestInvalid for a cursor that is not one of this search.
    """
    if not request.cursor:
        return frozenset()
    try:
        padded = request.cursor + "=" * (-len(request.cursor) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise RequestInvalid({"cursor": "not-a-cursor"}) from None
    marks = [packed[at : at + _MARK_BYTES] for at in range(0, len(packed), _MARK_BYTES)]
    if not 1 < len(marks) <= _MOST_MARKS + 1 or len(marks[-1]) < _MARK_BYTES:
        raise RequestInvalid({"cursor": "not-a-cursor"})
    if marks[0] != request.fingerprint():
        raise RequestInvalid({"cursor": "of-another-query"})
    return frozenset(marks[1:])
