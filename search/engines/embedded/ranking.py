"""BM25 over the postings, in one SQL statement."""

from typing import Any, Final

from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.engines.base import CANDIDATES, EngineQuery, Filters
from search.engines.coverage import Scored

K1: Final = 1.2
B: Final = 0.75
# What a word in a name is worth beside the same in the text. Measured: English names say more.
NAME_WEIGHT: Final = {ENGLISH: 1.4, NORWEGIAN: 1.0, SAMI: 1.0}

# Everything numeric is float8: an integer column times 2.2 would be NUMERIC arithmetic, four times
# as slow. Document frequencies are counted here, for a row of them would be a lock; counting reads
# the index alone, and is cheaper than to keep what the second reading of it finds.
_STATEMENT: Final = """
WITH wanted AS MATERIALIZED (
    SELECT t.term, t.weight
           * ln(1 + (%(total)s::float8 - n.documents + 0.5) / (n.documents + 0.5)) AS weight
      FROM unnest(%(terms)s::text[], %(weights)s::float8[]) AS t(term, weight)
     CROSS JOIN LATERAL (SELECT count(*)::float8 AS documents FROM search_posting p
                          WHERE p.family = %(family)s AND p.term = t.term) n
), scored AS (
    SELECT p.doc, sum(w.weight
             * (p.tf * {k} / (p.tf + {k1} * ({b1} + {b} * p.dl / %(length)s::float8))
              + {name} * p.ttf * {k}
                / (p.ttf + {k1} * ({b1} + {b} * p.tl / %(name_length)s::float8))
             )) AS score
      FROM wanted w JOIN search_posting p ON p.family = %(family)s AND p.term = w.term {join}
     GROUP BY p.doc ORDER BY score DESC, p.doc LIMIT {limit}
)
SELECT d.content_id, d.lang, s.score, d.names
  FROM scored s JOIN search_document d ON d.id = s.doc
 ORDER BY s.score DESC, s.doc
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
        k=f"{K1 + 1}::float8", k1=f"{K1}::float8", b=f"{B}::float8", b1=f"{1 - B}::float8",
        name=f"{NAME_WEIGHT[family]}::float8", limit=CANDIDATES,
        join=_FILTERED + conditions if conditions else "",
    )  # fmt: skip
    return sql, values


def rank(cursor: Any, query: EngineQuery, *, sizes: tuple[float, float, float]) -> list[Scored]:
    """The best documents of the query; `sizes` are their number and mean lengths."""
    sql, values = statement(query.filters, family=query.family)
    total, length, name_length = sizes
    cursor.execute(
        sql,
        {
            "terms": list(query.terms),
            "weights": list(query.terms.values()),
            "family": query.family,
            "total": total,
            "length": length,
            "name_length": name_length,
            **values,
        },
    )
    return list(map(Scored._make, cursor.fetchall()))
