"""Synonyms and stop words: their rows, the shipped files, and the tables that queries ask."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from search.analysis.files import DATA, load_yaml
from search.analysis.folding import fold, words
from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.analysis.stems import stem

FAMILIES: Final = (NORWEGIAN, SAMI, ENGLISH)
ONE_WAY: Final = "one_way"
TWO_WAY: Final = "two_way"
LONGEST: Final = 4  # words that a phrase with synonyms may have

Phrase = tuple[str, ...]
SynonymTable = Mapping[Phrase, Sequence[Phrase]]


@dataclass(frozen=True, slots=True)
class SynonymRow:
    """One way: who asks for `source` also gets `others`. Two ways: each of `others` is the rest."""

    family: str
    kind: str
    source: str
    others: tuple[str, ...]
    why: str

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every (phrase, what is looked for as well)."""
        if self.kind == ONE_WAY:
            yield from ((self.source, other) for other in self.others)
        else:
            yield from (
                (first, second)
                for place, first in enumerate(self.others)
                for at, second in enumerate(self.others)
                if place != at
            )


@dataclass(frozen=True, slots=True)
class StopRow:
    """A word that says nothing about what is looked for."""

    family: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class WordLists:
    """What is in force: synonyms and folded stop words of each family."""

    synonyms: Mapping[str, SynonymTable]
    stop_words: Mapping[str, frozenset[str]]


def content(text: str, stops: frozenset[str]) -> Phrase:
    """The folded words of a phrase without stop words; all of them where there is nothing else."""
    found = words(text)
    return tuple(word for word in found if word not in stops) or tuple(found)


def key_of(text: str, *, family: str, stops: frozenset[str]) -> Phrase:
    """What a phrase is found by: the stems of its content words, as a query has them."""
    return tuple(stem(word, family) for word in content(text, stops))


def compiled(synonyms: Iterable[SynonymRow], stops: Iterable[StopRow]) -> WordLists:
    """The tables of these rows. A row that no query could meet is left out."""
    folded = {family: set[str]() for family in FAMILIES}
    for row in stops:
        folded[row.family].add(fold(row.word))
    frozen = {family: frozenset(found) for family, found in folded.items()}
    tables: dict[str, dict[Phrase, list[Phrase]]] = {family: {} for family in FAMILIES}
    for entry in synonyms:
        left_out = frozen[entry.family]
        for source, target in entry.pairs():
            key = key_of(source, family=entry.family, stops=left_out)
            also = content(target, left_out)
            if not key or not also or len(key) > LONGEST:
                continue
            known = tables[entry.family].setdefault(key, [])
            if also not in known:
                known.append(also)
    return WordLists(synonyms=tables, stop_words=frozen)


def synonym_rows(family: str) -> list[SynonymRow]:
    """The shipped synonyms of a family. Raises ValueError for a row that is not one."""
    path = DATA / f"synonyms_{family}.yml"
    rows = (load_yaml(path) or []) if path.exists() else []
    return [_synonym_row(row, family) for row in rows]


def _synonym_row(row: Mapping[str, Any], family: str) -> SynonymRow:
    why = str(row.get("why") or "").strip()
    fields = set(row) - {"why"}
    if not why:
        raise ValueError(f"A synonym without a reason: {row}")
    if fields == {"same"}:
        return SynonymRow(family, TWO_WAY, "", tuple(str(one) for one in row["same"]), why)
    if fields == {"from", "also"}:
        return SynonymRow(
            family, ONE_WAY, str(row["from"]), tuple(str(one) for one in row["also"]), why
        )
    raise ValueError(f"A synonym is {{from, also, why}} or {{same, why}}: {row}")


def stop_rows() -> list[StopRow]:
    """The shipped stop words, each once. Raises ValueError for one without a reason."""
    found: dict[tuple[str, str], StopRow] = {}
    for family, rows in load_yaml(DATA / "stop_words.yml").items():
        for row in rows:
            why = str(row.get("why") or "").strip()
            if not why:
                raise ValueError(f"Stop words of {family} without a reason: {row}")
            for word in row["words"].split():
                found.setdefault((family, fold(word)), StopRow(family, word, why))
    return list(found.values())


@cache
def shipped() -> WordLists:
    """The lists as they are shipped. Raises ValueError on bad data."""
    return compiled([row for family in FAMILIES for row in synonym_rows(family)], stop_rows())
