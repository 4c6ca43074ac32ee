"""What has changed between two articles, in words that a signer can go through one by one. Pure.

Nothing is left out: what no reader sees (a link's target, an order) is named too, because the
digest that is signed covers it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz.distance import Indel
from wagtail.utils.text import text_from_html

from content_models.digest import canonical
from content_models.vocabulary import ASPECTS, CARE_LEVELS

# A word carries the space after it, so that two texts do not meet in their blanks alone.
_WORDS = re.compile(r"(?:\d+(?:[.,]\d+)*|\w+|[^\w\s])\s*|\s+")

# Pairs of equal words that difflib is asked to choose from: with many, it needs minutes or days.
_MOST_PAIRS = 30_000
# Words of the one text times words of the other that are compared at all: fifty megabytes.
_MOST_COMPARED = 400_000_000


@dataclass(frozen=True)
class Part:
    """A run of text; `kind` is "equal", "addition" or "deletion"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One place that is not as it was; `kind` is "added", "removed", "changed" or "moved"."""

    kind: str
    where: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class _Place:
    """What stands at one place: in words, with its markup, and in canonical form."""

    where: str
    text: str
    markup: str
    raw: str


def article_differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Every difference between two articles, in the order of the new one; removed ones last."""
    # One order of keys, whatever order the two were made in.
    old, new = json.loads(canonical(old)), json.loads(canonical(new))
    before, after = _places(old), _places(new)
    found = [
        _difference(before.get(key), place)
        for key, place in after.items()
        if key not in before or before[key].raw != place.raw
    ]
    found += [
        Difference("removed", place.where, (Part("deletion", place.text),))
        for key, place in before.items()
        if key not in after
    ]
    if [key for key in before if key in after] != [key for key in after if key in before]:
        text = _("Sections, blocks or sources stand in another order than before.")
        found.append(Difference("moved", _("Order"), (Part("equal", text),)))
    if not found and old != new:
        text = _("Something has changed that has no words of its own. Read the whole text again.")
        found.append(Difference("changed", _("The whole text"), (Part("equal", text),)))
    return found


def _difference(before: _Place | None, after: _Place) -> Difference:
    if before is None:
        return Difference("added", after.where, (Part("addition", after.text),))
    # Where the words are the same the difference is in the markup, so the markup is shown.
    forms = ((before.text, after.text), (before.markup, after.markup), (before.raw, after.raw))
    pair = next((old, new) for old, new in forms if old != new)
    return Difference("changed", after.where, tuple(_word_parts(*pair)))


def _word_parts(old: str, new: str) -> Iterator[Part]:
    """The words that stay, go and come. A number counts as one word, with its decimals."""
    words, others = _WORDS.findall(old), _WORDS.findall(new)
    for kind, i, j, k, m in _steps(words, others):
        if kind == "equal":
            yield Part("equal", "".join(words[i:j]))
            continue
        if i < j:
            yield Part("deletion", "".join(words[i:j]))
        if k < m:
            yield Part("addition", "".join(others[k:m]))


def _steps(words: list[str], others: list[str]) -> Iterable[Any]:
    """How the one becomes the other. Never slow, however long and however repetitive they are."""
    there = Counter(others)
    if sum(count * there[word] for word, count in Counter(words).items()) <= _MOST_PAIRS:
        return SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    if len(words) * len(others) <= _MOST_COMPARED:
        return Indel.opcodes(words, others)
    return [("replace", 0, len(words), 0, len(others))]


def _places(article: dict[str, Any]) -> dict[str, _Place]:
    """Everything that an article says, by a key that stays when the words change."""
    labels = {
        "title": _("Title"),
        "summary": _("Summary"),
        "riskClass": _("Risk class"),
        "licence": _("Licence"),
        "synonyms": _("Other names"),
        "topics": _("Topics"),
        "audiences": _("Audiences"),
        "lifeSituations": _("Life situations"),
        "codes": _("Medical codes"),
        "referencesWaiver": _("Reason for no sources"),
    }
    places = {key: _place(label, article.get(key)) for key, label in labels.items()}
    places = {key: place for key, place in places.items() if place.text}
    aspects, levels = _names(ASPECTS), _names(CARE_LEVELS)
    for section in article.get("sections", []):
        name = section["heading"] or section["id"]
        head = [section["heading"], aspects.get(section["aspect"], section["aspect"])]
        places[_free(places, f"section {section['id']}")] = _place(_("Section “%s”") % name, head)
        for block in section["blocks"]:
            places[_free(places, f"block {block['id']}")] = _place(
                _("In the section “%s”") % name, block, words=list(_block_words(block, levels))
            )
    for number, source in enumerate(article.get("references", [])):
        key = source["identifier"] or source["title"] or number
        places[_free(places, f"source {key}")] = _place(_("Source “%s”") % source["title"], source)
    return places


def _free(places: dict[str, _Place], key: str) -> str:
    """The key, or one beside it where it is taken: two of one name must not hide each other."""
    number = 2
    free = key
    while free in places:
        free, number = f"{key} {number}", number + 1
    return free


def _names(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    return {code: str(name) for code, name in choices}


def _block_words(block: dict[str, Any], levels: dict[str, str]) -> Iterator[str]:
    """What a block says to people; a picture is told from another by the start of its digest."""
    for key, value in block.items():
        if key == "media":
            yield _("picture %s") % (value or {}).get("sha256", "")[:8]
        elif key == "level":
            yield levels.get(value, value)
        elif key not in ("id", "type", "phone"):
            yield from _lines(value)


def _place(where: str, value: Any, *, words: list[str] | None = None) -> _Place:
    lines = _lines(value) if words is None else words
    text = "\n".join(text_from_html(line) if "<" in line else line for line in lines)
    markup = "\n".join(lines)
    return _Place(where=where, text=text.strip(), markup=markup, raw=canonical(value).decode())


def _lines(value: Any) -> list[str]:
    """Every word and number of a value, in its order."""
    if isinstance(value, dict):
        return [line for part in value.values() for line in _lines(part)]
    if isinstance(value, list):
        return [line for part in value for line in _lines(part)]
    return [] if value in (None, "") else [str(value)]
