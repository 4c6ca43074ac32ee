"""The vectors follow the log: each entry, or everything that has none yet."""

import json
from collections.abc import Callable
from typing import Final

from django.db import connections, transaction

from editorial.editions.consumers.registry import Entry
from editorial.editions.selectors import public_by_id
from search.analysis.groups import group_of
from search.documents import from_edition
from search.vectors import store
from search.vectors.encoder import Encoder, active_encoder
from search.vectors.texts import document_vectors

WRITES: Final = "default"
BATCH: Final = 64
_LACKING: Final = """
SELECT d.content_id::text, d.lang, d.number, d.document FROM editions_publicdocument d
  LEFT JOIN search_vector v ON v.content_id = d.content_id::text AND v.lang = d.lang
 WHERE d.state = 'current' AND d.lang = ANY (%s)
   AND (v.number IS NULL OR v.number < d.number OR v.encoder <> %s)
 ORDER BY d.seq LIMIT %s
"""


def entry_encode(entry: Entry) -> None:
    """Consumer of the log: the vector of what is public now, or none."""
    encoder = active_encoder()
    if encoder is None or group_of(entry.lang) not in encoder.families:
        return
    key = str(entry.content_id)
    found = public_by_id(content_id=entry.content_id, lang=entry.lang)
    with connections[WRITES].cursor() as cursor:
        if found is None or found.state != "current":
            store.remove(cursor, key=key, lang=entry.lang)
            return
        document = from_edition(content_id=key, lang=entry.lang, document=found.data())
        store.replace(
            cursor,
            key=key,
            lang=entry.lang,
            number=found.number,
            encoder=encoder.name,
            vector=document_vectors(encoder, [document])[0],
        )


def vectors_build(
    *, encoder: Encoder, languages: list[str], progress: Callable[[int], None]
) -> int:
    """Encode every public document that lacks a vector of this encoder. Returns how many.

    Safe to interrupt and to repeat: what is there already is not done again.
    """
    done = 0
    while True:
        with transaction.atomic(using=WRITES), connections[WRITES].cursor() as cursor:
            cursor.execute(_LACKING, [languages, encoder.name, BATCH])
            rows = cursor.fetchall()
            if not rows:
                return done
            documents = [
                from_edition(content_id=key, lang=lang, document=json.loads(bytes(data)))
                for key, lang, _, data in rows
            ]
            vectors = document_vectors(encoder, documents)
            for (key, lang, number, _), vector in zip(rows, vectors, strict=True):
                store.replace(
                    cursor, key=key, lang=lang, number=number, encoder=encoder.name, vector=vector
                )
        done += len(rows)
        progress(len(rows))
