"""From an item's edition to the hit that a reader sees: marked title, snippet, dates. Pure."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from search.analysis.folding import spans
from search.documents import block_texts
from search.hydration import Item
from search.results import Hit, Named
from search.snippets import Marker


def hit_of(item: Item, *, marker: Marker) -> Hit:
    """The hit of an item on the page; `marker` knows the query in the item's language."""
    document = json.loads(item.document or b"{}")
    article, edition = document["article"], document["edition"]
    return Hit(
        content_id=item.content_id,
        lang=item.lang,
        type=item.kind,
        path=edition["path"],
        title=article["title"],
        title_segments=marker.segments(article["title"]),
        snippet=marker.snippet(_texts(article)),
        status="overdue" if item.is_overdue else "current",
        last_reviewed=date.fromisoformat(edition["lastReviewed"]),
        next_review_due=date.fromisoformat(edition["nextReviewDue"]),
        topics=tuple(Named(id=each["id"], name=each["name"]) for each in article["topics"]),
        also_in=tuple(item.also_in or ()),
    )


def as_written(corrected: str, hits: Sequence[Hit]) -> str:
    """The corrected query with its words as the texts write them: `blasejente` → `blåsejente`.

    The index knows words folded; how they are written shows in what was found by them.
    """
    if not corrected:
        return ""
    written: dict[str, str] = {}
    for hit in hits:
        for text in (hit.title, "".join(segment.text for segment in hit.snippet)):
            for start, end, word in spans(text):
                written.setdefault(word, text[start:end].lower())
    pieces, at = [], 0
    for start, end, word in spans(corrected):
        pieces += [corrected[at:start], _better(corrected[start:end], written.get(word, ""))]
        at = end
    return "".join([*pieces, corrected[at:]])


def _better(typed: str, written: str) -> str:
    """A word that lacks its diacritics, with them; any other as it is."""
    return written if written and typed.isascii() and not written.isascii() else typed


def _texts(article: dict[str, Any]) -> Iterator[str]:
    yield article["summary"]
    for section in article["sections"]:
        yield from block_texts(section["blocks"])
