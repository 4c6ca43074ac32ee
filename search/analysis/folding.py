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
# The same in small ASCII letters, which a set of characters tells faster than a property.
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_ASCII_RUN: Final = re.compile(r"[a-z0-9]+")
_WORD_IN_PLACE: Final = re.compile(r"[a-z0-9æ]+(?:'[a-z0-9æ]+)*")
_APOSTROPHE: Final = re.compile(r"['’](?:s$)?")
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
MAX_WORD: Final = 40


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Lower case without diacritics: `Øreverk` → `oreverk`, `mánát` → `manat`."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    apart = _MARKS.sub("", unicodedata.normalize("NFKD", lowered)).lower()
    return apart.translate(_LETTERS)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Every word with where it stands: (start, end, folded word). Order as in the text."""
    try:
        folded = _in_place(text)
    except _NotSimpleError:
        return _spans_one_by_one(text)
    if folded.isascii() and "'" not in folded:
        return [(*match.span(), match[0][:MAX_WORD]) for match in _ASCII_RUN.finditer(folded)]
    return [
        (*match.span(), _APOSTROPHE.sub("", match[0]).replace("æ", "ae")[:MAX_WORD])
        for match in _WORD_IN_PLACE.finditer(folded)
    ]


def _spans_one_by_one(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if not word.isalnum():
            word = _APOSTROPHE.sub("", word)
        folded = fold(word)
        if not folded.isalnum():
            # A sign that is a word by itself may fold to brackets or blanks: `⑴` is `(1)`.
            folded = "".join(filter(str.isalnum, folded))
        folded = folded[:MAX_WORD]
        if folded:
            found.append((*match.span(), folded))
    return found


def words(text: str) -> list[str]:
    """The folded words of a text, in order: those of `spans`, four times as fast."""
    try:
        folded = _at_once(text)
    except _NotSimpleError:
        return [word for _, _, word in _spans_one_by_one(text)]
    is_plain = "'" not in folded
    ascii_pattern = _ASCII_RUN if is_plain else _ASCII_WORD
    pattern = ascii_pattern if folded.isascii() else _WORD
    found: list[str] = pattern.findall(folded)
    if not is_plain:
        found = [_APOSTROPHE.sub("", word) for word in found]
    return [word[:MAX_WORD] for word in found if word]


def fold_text(text: str) -> str:
    """A whole text folded at once, for a quick look at it: the words of `words` are in it."""
    try:
        return _at_once(text)
    except _NotSimpleError:
        return " ".join(word for _, _, word in _spans_one_by_one(text))


def _in_place(text: str) -> str:
    """The text folded, each letter where it was; `æ` stays one.

    Raises _NotSimpleError where a word does not fold letter by letter into ASCII.
    """
    lowered = text.lower()
    if not lowered.isascii():
        if len(lowered) != len(text):
            raise _NotSimpleError
        lowered = _NOT_ASCII.sub(_one_in_place, lowered)
    return lowered


def _at_once(text: str) -> str:
    """Raises _NotSimpleError where the words of the text fold to something else by themselves."""
    folded = text.lower()
    return folded if folded.isascii() else _NOT_ASCII.sub(_one_folded, folded)


class _NotSimpleError(Exception):
    """A letter of a word that folds to something else than letters."""


class _Folded(dict[str, str]):
    """What a character that is not ASCII becomes in a text: letters, an apostrophe, or a gap."""

    def __missing__(self, character: str) -> str:
        if character in _BY_PLACE:
            raise _NotSimpleError
        if not character.isalnum():
            folded = "'" if character == "’" else " "
        else:
            folded = fold(character)
            if not folded.isalnum():
                raise _NotSimpleError
        if len(self) < _MOST_CHARACTERS:
            self[character] = folded
        return folded


# `İ` is two characters when it is small, and what a small `Σ` is depends on what stands beside it.
_BY_PLACE: Final = "\u0307σς"
_MOST_CHARACTERS: Final = 2_000
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_FOLDED: Final = _Folded()


def _one_in_place(match: re.Match[str]) -> str:
    character = match[0]
    folded = character if character == "æ" else _FOLDED[character]
    if len(folded) != 1 or not (folded.isascii() or folded == "æ"):
        raise _NotSimpleError
    return folded


def _one_folded(match: re.Match[str]) -> str:
    return _FOLDED[match[0]]
