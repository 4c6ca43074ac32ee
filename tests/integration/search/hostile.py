"""Queries that nobody means well with, the same for a seed."""

import random
import re
from collections.abc import Iterator
from urllib.parse import quote

from django.http import QueryDict

from search.query.request import LANGUAGES, LONGEST_QUERY, clean
from tests.integration.search.shelf import Shelf

PIECES = (
    "astma", "diabetes", "f\xe5r ikke puste", "vondt i magen", "E11.9", "ICPC-2 T90", "#r96",
    "'; DROP TABLE search_document; --", "' OR 1=1 --", "%s", "%(q)s", "{}", "\\", "\\x00", "$$",
    "::", 'title:(astma OR "x"~2^3)', "a AND NOT (b OR", "*", "?", "~1", "[a TO z]", "/a.*/",
    '+-&&||!(){}^"', "<script>alert(1)</script>", "&amp;", "\x00", "\x1b[31m", "\x85",
    "\u202eaksnar\u202c", "\u200bastma", "\u2066hei\u2069", "\u0645\u0631\u062d\u0628\u0627",
    "\u05e9\u05dc\u05d5\u05dd", "\u0627" * 40, "\U0001f469\u200d\u2695\ufe0f",
    "\U0001fac0\U0001fac1", "\U0001f3f3\ufe0f\u200d\U0001f308", "e\u0301" * 30,
    "Z\u0351\u036b\u0313\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034dA",
    "\ufdfa", "\ud800", "\ufeff", "\uffff", "\U0010ffff", "\xdf", "\u0130", "\u014b\u0111\u0167",
    "\u65e5\u672c\u8a9e", "\u0e01\u0e02\u0e04", "\u0661\u0662\u0663", "\xbd", "\xb2", "a" * 300,
    "sykehus" * 30, "\t\n\r", "\u2028", "-", "'", '"', "0" * 80, "1e999", "NaN", "null", "\u02bc",
    "a'b\u2019c", "a\u030astma", "ho\u0308yt blodtrykk", "dearvvas\u030cvuohta",
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What some of them find: title, language, codes.
TEXTS = (
    ("Astma", "nb", ("R96",)), ("Diabetes type 2", "nb", ("T90",)), ("Vondt i magen", "nb", ()),
    ("Får ikke puste", "nb", ()), ("Høyt blodtrykk", "nb", ("K86",)), ("Sykehus", "nb", ()),
    ("Diabetes", "nn", ("T90",)), ("Vondt i ryggen", "nn", ()), ("Asthma", "en", ("R96",)),
    ("Diabetes", "en", ("T90",)), ("Null", "en", ()), ("Ástma", "se", ()),
    ("Dearvvašvuohta", "se", ()), ("Diabetes", "se", ("T90",)),
)  # fmt: skip


def queries(count: int, *, seed: int = 4) -> Iterator[str]:
    """`count` queries of pieces, letters from everywhere, and both."""
    source = random.Random(seed)
    for _ in range(count):
        kind = source.random()
        if kind < 0.5:
            yield source.choice(("", " ")).join(source.choices(PIECES, k=source.randint(1, 6)))
        elif kind < 0.8:
            yield "".join(chr(source.randrange(0x11_0000)) for _ in range(source.randint(1, 60)))
        else:
            letters = "abcdeæøåáđŋ -0123456789'\"()*:~^"
            yield "".join(source.choices(letters, k=source.choice((3, 20, 199, 200, 201, 5000))))


def spoken(count: int, *, seed: int = 4) -> Iterator[tuple[str, str]]:
    """The same, each with a language."""
    for number, text in enumerate(queries(count, seed=seed)):
        yield text, LANGUAGES[number % len(LANGUAGES)]


def in_address(text: str) -> tuple[str, str]:
    """The query as a parameter, and as whoever is asked reads it: half a pair is no UTF-8."""
    parameter = f"q={quote(text.encode(errors='surrogatepass'))}"
    return parameter, QueryDict(parameter)["q"]


def longest(text: str) -> str:
    """As much of a query as is not refused."""
    return clean(text)[:LONGEST_QUERY]


def page_status(text: str) -> int:
    """What the citizens' page must answer: it takes everything that is short enough when clean."""
    return 200 if len(clean(text)) <= LONGEST_QUERY else 400


def api_status(text: str, *, is_typing: bool = False) -> int:
    """What the API must answer: it is stricter, a control character is a mistake of a program's.

    Whoever is typing has perhaps typed nothing but a space.
    """
    is_taken = len(text) <= LONGEST_QUERY and not _CONTROL.search(text)
    return 200 if is_taken and (is_typing or clean(text)) else 422


def shelf_fill() -> None:
    """Make `TEXTS` public and index them."""
    shelf = Shelf()
    for title, lang, codes in TEXTS:
        shelf.put(title, lang=lang, codes=codes)
