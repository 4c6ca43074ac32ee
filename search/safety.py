"""Red flags: a query that may mean danger pins the right help above every result.

The phrases are data (`data/red_flags.yml`), checked when read. Nothing here needs a database or
an engine, so the help is there when everything else is down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from search.analysis.files import load_yaml
from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI, group_of
from search.analysis.shipped import shipped
from search.lexicon import Lexicon, folded_words
from search.phrases import PhraseSet, read
from search.query.request import LANGUAGES
from search.results import Phone, Pin

DATA: Final = Path(__file__).parent / "data" / "red_flags.yml"
LEVELS: Final = ("emergency", "urgent", "support")
FAMILIES: Final = (NORWEGIAN, ENGLISH, SAMI)


@dataclass(slots=True)
class _Family:
    """The flags' phrases in the languages that share a vocabulary; the numbers are flags."""

    lexicon: Lexicon
    quiet: frozenset[str]
    homographs: frozenset[str]
    phrases: PhraseSet
    names: PhraseSet
    unless: PhraseSet


@dataclass(frozen=True, slots=True)
class _Flags:
    flags: list[dict[str, Any]]
    phones: dict[str, dict[str, str]]
    families: dict[str, _Family]


@cache
def flags() -> _Flags:
    """The red flags, validated. Raises ValueError with the first entry that can not be used."""
    data = load_yaml(DATA)
    for flag in data["flags"]:
        _check(flag, phones=data["phones"])
    return _Flags(
        data["flags"], data["phones"], {family: _family(family, data) for family in FAMILIES}
    )


def _check(flag: dict[str, Any], *, phones: dict[str, Any]) -> None:
    if flag.get("level") not in LEVELS or not str(flag.get("why", "")).strip():
        raise ValueError(f"Red flag {flag.get('id')}: it needs a level and a reason.")
    for name in ("title", "text", "phrases"):
        if set(flag[name]) != set(LANGUAGES) or not all(flag[name].values()):
            raise ValueError(f"Red flag {flag['id']}: {name} is not there in every language.")
    if set(flag.get("names", {})) - set(LANGUAGES):
        raise ValueError(f"Red flag {flag['id']}: names in an unknown language.")
    if not flag["phones"] or set(flag["phones"]) - set(phones):
        raise ValueError(f"Red flag {flag['id']}: unknown phone.")


def _family(family: str, data: dict[str, Any]) -> _Family:
    negations = folded_words(data["negations"].get(family, []))
    lexicon = Lexicon(
        family=family,
        fillers=folded_words(data["fillers"].get(family, [])),
        light=shipped().stop_words[family] - negations,
        negations=negations,
        ordinary=folded_words(row for rows in data["ordinary"].values() for row in rows),
    )
    found = _Family(
        lexicon=lexicon,
        quiet=folded_words(data["quiet"].get(family, [])),
        homographs=folded_words(data["homographs"].get(family, [])),
        phrases=PhraseSet(), names=PhraseSet(), unless=PhraseSet(),
    )  # fmt: skip
    for place, flag in enumerate(data["flags"]):
        for group, texts in (
            (found.phrases, _texts(flag["phrases"], family)),
            (found.names, _texts(flag.get("names", {}), family)),
            (found.unless, _split(flag.get("unless", ""))),
        ):
            for text in texts:
                group.add(place, lexicon.phrase(text))
    lexicon.close()
    return found


def _texts(by_lang: Mapping[str, str], family: str) -> list[str]:
    return [
        text
        for lang, texts in by_lang.items()
        if group_of(lang) == family
        for text in _split(texts)
    ]


def _split(texts: str) -> list[str]:
    return [text.strip() for text in texts.split(",") if text.strip()]


def pins(query: str, *, lang: str) -> tuple[Pin, ...]:
    """The help that a query calls for, the most urgent first. All languages' phrases are tried."""
    data = flags()
    ordered = sorted(
        _raised(query, group_of(lang)),
        key=lambda place: (LEVELS.index(data.flags[place]["level"]), place),
    )
    return tuple(_pin(data.flags[place], data, lang) for place in ordered)


@lru_cache(maxsize=2_000)
def _raised(query: str, spoken: str) -> frozenset[int]:
    """The flags that a query raises, by their place in the data."""
    raised: set[int] = set()
    named: set[int] = set()
    calmed: set[int] = set()
    is_quiet = False
    for family, known in flags().families.items():
        foreign = known.homographs if family != spoken else frozenset()
        text = read(query, known.lexicon, without=foreign)
        raised |= known.phrases.found(text, known.lexicon)
        named |= known.names.found(text, known.lexicon)
        calmed |= known.unless.found(text, known.lexicon)
        is_quiet = is_quiet or any(token.folded in known.quiet for token in text.tokens)
    return frozenset((raised if is_quiet else raised | named) - calmed)


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
