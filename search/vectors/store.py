"""Vectors in pgvector: one for each document of a language that the encoder understands."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from search.analysis.groups import languages_of
from search.engines.base import EngineQuery
from search.engines.embedded.ranking import CONDITIONS
from search.vectors.encoder import Vector

NEAREST: Final = 50
_REPLACE: Final = """
INSERT INTO search_vector AS v (content_id, lang, number, encoder, embedding)
VALUES (%s, %s, %s, %s, %s::vector)
ON CONFLICT (content_id, lang) DO UPDATE
   SET number = excluded.number, encoder = excluded.encoder, embedding = excluded.embedding
 WHERE v.number <= excluded.number OR v.encoder <> excluded.encoder
"""
# Every vector is compared: some ten thousand take a few milliseconds, and none is missed.
_NEAR: Final = """
WITH near AS (
    SELECT v.content_id, v.lang, -(v.embedding <#> %(vector)s::vector) AS share
      FROM search_vector v {join}
     WHERE v.lang = ANY (%(languages)s) AND v.encoder = %(encoder)s {conditions}
)
(SELECT content_id, lang, share FROM near ORDER BY share DESC LIMIT {limit})
UNION
SELECT content_id, lang, share FROM near WHERE content_id = ANY (%(keys)s)
"""

_JOIN: Final = "JOIN search_document f USING (content_id, lang)"


class Likeness(NamedTuple):
    """How near a document is in meaning: 1 is the same, 0 has nothing to do with it."""

    key: str
    lang: str
    share: float


def written(vector: Vector) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"


def replace(cursor: Any, *, key: str, lang: str, number: int, encoder: str, vector: Vector) -> None:
    """Store the vector of an edition, unless a newer edition's is there."""
    cursor.execute(_REPLACE, [key, lang, number, encoder, written(vector)])


def remove(cursor: Any, *, key: str, lang: str) -> None:
    """Forget a document's vector."""
    cursor.execute("DELETE FROM search_vector WHERE content_id = %s AND lang = %s", [key, lang])


def nearest(
    cursor: Any, query: EngineQuery, *, encoder: str, vector: Vector, keys: Sequence[str]
) -> list[Likeness]:
    """The nearest documents that pass the query's filters, and those of `keys` however far."""
    asked = {name: list(getattr(query.filters, name)) for name in CONDITIONS}
    values = {name: wanted for name, wanted in asked.items() if wanted}
    conditions = "".join(f" AND {CONDITIONS[name]}" for name in values)
    cursor.execute(
        _NEAR.format(conditions=conditions, limit=NEAREST, join=_JOIN if values else ""),
        {
            "vector": written(vector),
            "languages": list(languages_of(query.family)),
            "encoder": encoder,
            "keys": list(keys),
            **values,
        },
    )
    return [Likeness(*row) for row in cursor.fetchall()]
