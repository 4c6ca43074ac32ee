"""What may be counted at all: the door. Pure.

A query that may be about a person is dropped here, before anything else sees it. The door is not
the only protection: below a threshold the text of a query is never stored (`services.py`).
"""

import re
from itertools import pairwise
from typing import Final

from search.analysis.folding import spans
from search.statistics.policy import number

_ADDRESS: Final = re.compile(r"@|://|\bwww\.|\.(?:no|com|org|net|se)\b", re.IGNORECASE)
SHORTEST: Final = 2


def countable(text: str) -> str:
    """The query as it is counted: its words in lower case. "" where it must not be counted."""
    if len(text) > number("longest_query") or _ADDRESS.search(text):
        return ""
    if sum(letter.isdigit() for letter in text) > number("most_digits"):
        return ""
    found = [text[start:end] for start, end, _ in spans(text)]
    normal = " ".join(found).lower()
    if len(normal) < SHORTEST or len(found) > number("most_words") or _looks_like_a_name(found):
        return ""
    return normal


def _looks_like_a_name(found: list[str]) -> bool:
    """True for two capitalised words in a row, as in `Kari Nordmann`."""
    capital = [word[0].isupper() and not word.isupper() for word in found]
    return any(first and second for first, second in pairwise(capital))


def is_shown(*, searches: int, days: int, is_known: bool) -> bool:
    """True where enough searches on enough days had the query; more where a word is unknown."""
    suffix = "" if is_known else "_unknown"
    return searches >= number(f"least_searches{suffix}") and days >= number(f"least_days{suffix}")
