"""Bring a set of judged queries into the house, in place of the set of the same name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from content_models.pages import PAGE_TYPES
from search.curation.models import JudgedQuery, JudgedSet
from search.evaluation.sources import JudgedQuery as SourceQuery
from search.models import IndexedDocument

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many queries are kept, and how many have no relevant item in the house."""

    kept: int
    without_items: int


@transaction.atomic
def judged_set_replace(*, name: str, queries: Sequence[SourceQuery]) -> Imported:
    """Keep the queries whose relevant items are public here; judged ids may be import ids."""
    items = _content_ids({doc for query in queries for doc in query.judged})
    rows = []
    for query in queries:
        judged = {items[doc]: value for doc, value in query.judged.items() if doc in items}
        if any(value > 0 for value in judged.values()):
            rows.append((query, judged))
    judged_set, _created = JudgedSet.objects.update_or_create(name=name)
    judged_set.queries.all().delete()
    JudgedQuery.objects.bulk_create(
        (
            JudgedQuery(
                judged_set=judged_set,
                qid=query.qid[:80],
                text=query.text[:500],
                lang=query.lang,
                judged=judged,
            )
            for query, judged in rows
        ),
        batch_size=BATCH,
    )
    return Imported(kept=len(rows), without_items=len(queries) - len(rows))


def _content_ids(ids: set[str]) -> dict[str, str]:
    """Judged id → content id of those that the index has."""
    found: dict[str, str] = {}
    for page_type in PAGE_TYPES:
        known = page_type.objects.filter(import_id__in=ids - {""})
        found.update(
            (import_id, str(key))
            for import_id, key in known.values_list("import_id", "translation_key")
        )
    for each in ids:
        if each not in found:
            found[each] = _uuid_text(each) or each
    indexed = set(
        IndexedDocument.objects.filter(content_id__in=set(found.values())).values_list(
            "content_id", flat=True
        )
    )
    return {each: content_id for each, content_id in found.items() if content_id in indexed}


def _uuid_text(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
