"""Folding: what people type without the right keys must find what was written with them."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS: Final = str.maketrans(
    dict(zip("øđŋŧðł", "odntdl", strict=True)) | {"æ": "ae", "ß": "ss", "þ": "th", "œ": "oe"}
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_APOSTROPHE: Final = re.compile(r"['’](?:s$)?")
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
MAX_WORD: Final = 40


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case without diacritics: `Øreverk` → `oreverk`, `mánát` → `manat`."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
    return _MARKS.sub("", apart).lower()


def spans(text: str) -> list[tuple[int, int, str]]:
    """Every word with where it stands: (start, end, folded word). Order as in the text."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if not word.isalnum():
            word = _APOSTROPHE.sub("", word)
        folded = fold(word)[:MAX_WORD]
        if folded:
            found.append((*match.span(), folded))
    return found


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [folded for _, _, folded in spans(text)]
