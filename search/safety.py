"""Red flags: a query that may mean danger pins the right help above every result.

The phrases are data (`data/red_flags.yml`), checked when read. Nothing here needs a database or
an engine, so the help is there when everything else is down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from rapidfuzz.distance import OSA

from search.analysis.folding import words
from search.analysis.groups import group_of
from search.analysis.stems import stem
from search.analysis.words import compound_parts, load_yaml
from search.query.request import LANGUAGES
from search.results import Phone, Pin

DATA: Final = Path(__file__).parent / "data" / "red_flags.yml"
LEVELS: Final = ("emergency", "urgent", "support")
MOST_BETWEEN: Final = 2  # words that may stand between two words of a phrase
_ONE_EDIT: Final = 5
_TWO_EDITS: Final = 9


@dataclass(frozen=True, slots=True)
class _Phrase:
    flag: int
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Flags:
    flags: list[dict[str, Any]]
    phones: dict[str, dict[str, str]]
    phrases: dict[str, list[_Phrase]]
    vocabulary: dict[str, dict[str, str]]
    ordinary: dict[str, frozenset[str]]


@cache
def flags() -> _Flags:
    """The red flags, validated. Raises ValueError with the first entry that can not be used."""
    data = load_yaml(DATA)
    phrases: dict[str, list[_Phrase]] = {"no": [], "en": [], "se": []}
    vocabulary: dict[str, dict[str, str]] = {"no": {}, "en": {}, "se": {}}
    for place, flag in enumerate(data["flags"]):
        _check(flag, phones=data["phones"])
        for lang, texts in flag["phrases"].items():
            family = group_of(lang)
            for text in texts:
                folded = words(text)
                phrases[family].append(_Phrase(place, tuple(stem(word, family) for word in folded)))
                vocabulary[family].update({word: stem(word, family) for word in folded})
    ordinary = {
        family: frozenset(word for row in rows for word in words(row["words"]))
        for family, rows in data["ordinary"].items()
    }
    return _Flags(data["flags"], data["phones"], phrases, vocabulary, ordinary)


def _check(flag: dict[str, Any], *, phones: dict[str, Any]) -> None:
    if flag.get("level") not in LEVELS or not str(flag.get("why", "")).strip():
        raise ValueError(f"Red flag {flag.get('id')}: it needs a level and a reason.")
    for name in ("title", "text"):
        if set(flag[name]) != set(LANGUAGES):
            raise ValueError(f"Red flag {flag['id']}: {name} is not there in every language.")
    if set(flag["phrases"]) != set(LANGUAGES) or not all(flag["phrases"].values()):
        raise ValueError(f"Red flag {flag['id']}: phrases are not there in every language.")
    if not flag["phones"] or set(flag["phones"]) - set(phones):
        raise ValueError(f"Red flag {flag['id']}: unknown phone.")


def pins(query: str, *, lang: str) -> tuple[Pin, ...]:
    """The help that a query calls for, the most urgent first. All languages' phrases are tried."""
    data = flags()
    found: set[int] = set()
    for family in data.phrases:
        stems = [_understood(word, family, data) for word in words(query)[:60]]
        found.update(
            phrase.flag
            for phrase in data.phrases[family]
            if phrase.flag not in found and _contains(stems, phrase.stems)
        )
    ordered = sorted(found, key=lambda place: (LEVELS.index(data.flags[place]["level"]), place))
    return tuple(_pin(data.flags[place], data, lang) for place in ordered)


def _pin(flag: dict[str, Any], data: _Flags, lang: str) -> Pin:
    return Pin(
        id=flag["id"],
        level=flag["level"],
        title=flag["title"][lang],
        text=flag["text"][lang],
        phones=tuple(
            Phone(number=name, label=data.phones[name][lang]) for name in map(str, flag["phones"])
        ),
    )


def phones(*, lang: str) -> tuple[Phone, ...]:
    """The lines that are always offered where a search finds nothing."""
    numbers = flags().phones
    return tuple(Phone(number=name, label=numbers[name][lang]) for name in ("116117", "113"))


def _contains(stems: Sequence[str], phrase: Sequence[str]) -> bool:
    """True where the phrase's words stand in the query in order, with little in between."""
    for start, first in enumerate(stems):
        if first != phrase[0]:
            continue
        at = start
        for wanted in phrase[1:]:
            for step in range(at + 1, min(at + 2 + MOST_BETWEEN, len(stems))):
                if stems[step] == wanted:
                    at = step
                    break
            else:
                break
        else:
            return True
    return False


def _understood(word: str, family: str, data: _Flags) -> str:
    """The stem of a word, or that of the red-flag word that it is a misspelling of."""
    vocabulary = data.vocabulary[family]
    own = stem(word, family)
    if word in vocabulary or own in vocabulary.values() or len(word) < _ONE_EDIT:
        return own
    if word in data.ordinary.get(family, ()) or (family == "no" and word in compound_parts()):
        return own
    best, edits = own, (2 if len(word) >= _TWO_EDITS else 1) + 1
    for other, root in vocabulary.items():
        if other[0] != word[0] or len(other) < _ONE_EDIT:
            continue
        distance = OSA.distance(word, other, score_cutoff=edits - 1)
        if distance < edits:
            best, edits = root, distance
    return best
