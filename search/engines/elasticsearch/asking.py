"""An engine's query as Elasticsearch's, and its answer as candidates. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from elasticsearch_dsl import Search
from elasticsearch_dsl.query import Bool, Query, Term, Terms

from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.engines.base import CANDIDATES, EngineQuery, Filters
from search.engines.coverage import Scored
from search.engines.elasticsearch.documents import unpacked

# Elasticsearch weighs a word of a name by its rarity among names, the embedded engine by that in
# all text. In Norwegian, with its many compounds and inflections, that overrates names.
NAME_WEIGHT: Final = {ENGLISH: 1.0, NORWEGIAN: 0.6, SAMI: 1.0}
_FIELDS: Final = {
    "langs": "lang", "kinds": "kind", "topics": "topics", "audiences": "audiences",
    "codes": "codes",
}  # fmt: skip


def body(query: EngineQuery) -> dict[str, Any]:
    """The request. A tombstone has no terms, so nothing finds it."""
    should: list[Query] = []
    in_names = NAME_WEIGHT[query.family]
    for term, weight in query.terms.items():
        should.append(Term(terms={"value": term, "boost": weight}))
        should.append(Term(named={"value": term, "boost": weight * in_names}))
    search = Search().query(
        Bool(should=should, minimum_should_match=1, filter=_filters(query.filters))
    )
    search = search.extra(
        size=CANDIDATES,
        track_total_hits=False,
        docvalue_fields=["answer"],
        stored_fields="_none_",
        _source=False,
    )
    asked: dict[str, Any] = search.to_dict()
    return asked


def _filters(filters: Filters) -> list[Query]:
    return [
        Terms(**{field: list(getattr(filters, name))})
        for name, field in _FIELDS.items()
        if getattr(filters, name)
    ]


def rows(answer: Mapping[str, Any]) -> list[Scored]:
    """The hits of an answer, best first."""
    found = []
    for hit in answer["hits"]["hits"]:
        key, lang, names = unpacked(hit["fields"]["answer"][0])
        found.append(Scored(key=key, lang=lang, score=hit["_score"], names=names))
    return found
