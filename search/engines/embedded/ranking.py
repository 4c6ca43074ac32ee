"""BM25 over the postings, in one SQL statement."""

from typing import Any, Final

from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.engines.base import CANDIDATES, EngineQuery, Filters
from search.engines.coverage import Scored
from search.engines.embedded.frequent import Frequent

K1: Final = 1.2
B: Final = 0.75
# What a word in a name is worth beside the same in the text. Measured: English names say more.
NAME_WEIGHT: Final = {ENGLISH: 1.4, NORWEGIAN: 1.0, SAMI: 1.0}

# Everything numeric is float8: an integer column times 2.2 would be NUMERIC arithmetic, four times
# as slow. Document frequencies are counted here, for a row of them would be a lock; those of
# frequent terms are told back, and not counted again for a while. What is the same for all postings
# (k1 + 1, and what b and the mean length make of it) is multiplied out beforehand.
_STATEMENT: Final = """
WITH wanted AS MATERIALIZED (
    SELECT t.term, n.documents, n.documents >= %(frequent)s AND t.known IS NULL AS is_news,
           t.weight * ln(1 + (%(total)s::float8 - n.documents + 0.5) / (n.documents + 0.5))
             AS weight
      FROM unnest(%(terms)s::text[], %(weights)s::float8[], %(known)s::float8[])
           AS t(term, weight, known)
     CROSS JOIN LATERAL (
           SELECT coalesce(t.known, (SELECT count(*)::float8 FROM search_posting p
                     WHERE p.family = %(family)s AND p.term = t.term)) AS documents OFFSET 0) n
), scored AS (
    SELECT p.doc, sum(w.weight
             * (p.tf / (p.tf + (%(short)s::float8 + %(slope)s::float8 * p.dl))
              + CASE WHEN p.ttf > 0 THEN {name} * p.ttf
                     / (p.ttf + (%(short)s::float8 + %(name_slope)s::float8 * p.tl))
                     ELSE 0 END)) AS score
      FROM wanted w JOIN search_posting p ON p.family = %(family)s AND p.term = w.term {join}
     GROUP BY p.doc ORDER BY score DESC, p.doc LIMIT {limit}
)
SELECT d.content_id, d.lang, s.score, d.names, s.doc
  FROM scored s JOIN search_document d ON d.id = s.doc
UNION ALL
SELECT w.term, NULL, NULL, NULL, w.documents::int FROM wanted w WHERE w.is_news
 ORDER BY 3 DESC NULLS LAST, 5
"""
_FILTERED: Final = "JOIN search_document f ON f.id = p.doc WHERE "
# `f` is the row of the document.
CONDITIONS: Final = {
    "langs": "f.lang = ANY (%(langs)s)",
    "kinds": "f.kind = ANY (%(kinds)s)",
    "topics": "f.topics && %(topics)s::text[]",
    "audiences": "f.audiences && %(audiences)s::text[]",
    "codes": "f.codes && %(codes)s::text[]",
}


def statement(filters: Filters, *, family: str) -> tuple[str, dict[str, Any]]:
    """The statement for these filters in a family of languages, and their values."""
    values = {name: list(getattr(filters, name)) for name in CONDITIONS if getattr(filters, name)}
    conditions = " AND ".join(CONDITIONS[name] for name in values)
    sql = _STATEMENT.format(
        name=f"{NAME_WEIGHT[family]}::float8", limit=CANDIDATES,
        join=_FILTERED + conditions if conditions else "",
    )  # fmt: skip
    return sql, values


def rank(
    cursor: Any, query: EngineQuery, *, sizes: tuple[float, float, float], counts: Frequent[float]
) -> list[Scored]:
    """The best documents of the query; `sizes` are their number and mean lengths.

    `counts` has the document frequencies of frequent terms, and is told those that are new.
    """
    sql, values = statement(query.filters, family=query.family)
    total, length, name_length = sizes
    known = counts.known(family=query.family, terms=query.terms)
    cursor.execute(
        sql,
        {
            "terms": list(query.terms),
            "weights": [(K1 + 1) * weight for weight in query.terms.values()],
            "known": [min(known[term], total) if term in known else None for term in query.terms],
            "frequent": counts.least,
            "family": query.family,
            "total": total,
            "short": K1 * (1 - B),
            "slope": K1 * B / length,
            "name_slope": K1 * B / name_length,
            **values,
        },
    )
    rows = cursor.fetchall()
    news = [(row[0], row[4], float(row[4])) for row in rows if row[2] is None]
    counts.keep(family=query.family, counted=news)
    return [Scored._make(row[:4]) for row in rows if row[2] is not None]
