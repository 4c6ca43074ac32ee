"""Synonyms, applied to the query, so that a change needs no rebuild."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from search.analysis.folding import words
from search.analysis.stems import stem
from search.analysis.words import DATA, load_yaml

WEIGHT: Final = 0.7
_LONGEST: Final = 4


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that are looked for as well, at a weight."""

    words: tuple[str, ...]
    weight: float


@cache
def table(family: str) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Stems of a phrase → the word lists that expand it. Raises ValueError on bad data."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}

    def add(source: str, target: str) -> None:
        key = tuple(stem(word, family) for word in words(source))
        if not key or len(key) > _LONGEST:
            raise ValueError(f"Unusable synonym: {source!r}")
        found.setdefault(key, []).append(tuple(words(target)))

    for row in _rows(family):
        if not str(row.get("why", "")).strip():
            raise ValueError(f"A synonym without a reason: {row}")
        if "same" in row:
            for source in row["same"]:
                for target in row["same"]:
                    if source != target:
                        add(source, target)
        else:
            for target in row["also"]:
                add(row["from"], target)
    return found


def _rows(family: str) -> list[dict[str, Any]]:
    path = DATA / f"synonyms_{family}.yml"
    return load_yaml(path) if path.exists() else []


def expansions(stems: Sequence[str], *, family: str) -> Iterator[Expansion]:
    """What the query's phrases also stand for; the stems are in the order of the query."""
    known = table(family)
    for size in range(1, min(_LONGEST, len(stems)) + 1):
        for start in range(len(stems) - size + 1):
            for target in known.get(tuple(stems[start : start + size]), ()):
                yield Expansion(words=target, weight=WEIGHT)
