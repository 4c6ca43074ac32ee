"""What a change does to the first ten results of some queries, before it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from search.analysis.groups import languages_of
from search.curation.models import Bet, Entry, Synonym
from search.curation.rehearsal import Rehearsal
from search.models import IndexedDocument
from search.statistics.selectors import counted_texts

MOST_SAMPLES: Final = 6
MOST_COUNTED: Final = 500  # counted queries that are looked through for samples
MOST_TITLES: Final = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the first ten afterwards. `was` is its place before, 0 where it was not there."""

    place: int
    title: str
    was: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A query with its first ten results before and after; `gone` are titles that leave them."""

    lang: str
    query: str
    after: tuple[Shown, ...]
    gone: tuple[str, ...]
    is_changed: bool


def samples(rehearsal: Rehearsal) -> list[Sample]:
    """Queries that the entry matters to, what people searched for first, with both rankings."""
    return [_sample(rehearsal, lang, text) for lang, text in _queries(rehearsal)]


def _sample(rehearsal: Rehearsal, lang: str, text: str) -> Sample:
    before = rehearsal.before(text, lang=lang)
    after = rehearsal.after(text, lang=lang)
    places = {hit.content_id: place for place, hit in enumerate(before, start=1)}
    kept = {hit.content_id for hit in after}
    return Sample(
        lang=lang,
        query=text,
        after=tuple(
            Shown(place=place, title=hit.title, was=places.get(hit.content_id, 0))
            for place, hit in enumerate(after, start=1)
        ),
        gone=tuple(hit.title for hit in before if hit.content_id not in kept),
        is_changed=[hit.content_id for hit in before] != [hit.content_id for hit in after],
    )


def _queries(rehearsal: Rehearsal) -> list[tuple[str, str]]:
    entry = rehearsal.entry
    langs = (entry.lang,) if isinstance(entry, Bet) else languages_of(rehearsal.family)
    found = [(langs[0], text) for text in _own(entry)][:MOST_TITLES]
    counted = counted_texts(langs=langs, most=MOST_COUNTED)
    found += [pair for pair in counted if rehearsal.concerns(pair[1])]
    if not isinstance(entry, Bet):
        found += _titles_that_hold(rehearsal, langs)
    return list(dict.fromkeys((lang, " ".join(text.lower().split())) for lang, text in found))[
        :MOST_SAMPLES
    ]


def _own(entry: Entry) -> list[str]:
    if isinstance(entry, Synonym):
        return list(dict.fromkeys(source for source, _ in entry.row().pairs()))
    return [entry.query] if isinstance(entry, Bet) else []


def _titles_that_hold(rehearsal: Rehearsal, langs: Iterable[str]) -> list[tuple[str, str]]:
    """Titles with the phrases; the index's own stems leave few that must be looked at closely."""
    may_hold = Q()
    for key in rehearsal.phrases():
        may_hold |= Q(*(("names__contains", stem) for stem in key))
    rows = IndexedDocument.objects.using("public").filter(may_hold, lang__in=langs)
    found = []
    for lang, title in rows.values_list("lang", "title").order_by("pk").iterator(chunk_size=2000):
        if rehearsal.concerns(title):
            found.append((lang, title))
            if len(found) == MOST_TITLES:
                break
    return found
