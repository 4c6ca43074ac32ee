"""Keys under which a word is found although one or two of its letters are wrong.

Two words at most n edits apart share a form that lacks at most n letters of each. Only the first
letters are taken, which keeps the keys few; the distance of the whole words is measured after.
"""

from typing import Final

PREFIX: Final = 7
LONG_WORD: Final = 6
SHORTEST: Final = 4


def edits_allowed(word: str) -> int:
    """How many edits a query word may be away from what was meant."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < LONG_WORD else 2


def keys(word: str, *, edits: int) -> set[str]:
    """The beginning of the word, and that lacking up to `edits` of its letters."""
    start = word[:PREFIX]
    found = {start}
    front = {start}
    for _ in range(edits):
        front = {form[:at] + form[at + 1 :] for form in front for at in range(len(form))}
        found |= front
    return {form for form in found if form}
