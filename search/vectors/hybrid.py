"""Widen what an engine found by what means the same, where an encoder is switched on."""

import logging
from collections.abc import Sequence
from typing import Final

from django.db import DatabaseError, connections

from search.engines.base import Candidate, EngineQuery
from search.vectors import store
from search.vectors.encoder import Encoder
from search.vectors.mixing import mix

logger = logging.getLogger(__name__)
READS: Final = "public"


def widened(
    query: EngineQuery, candidates: Sequence[Candidate], *, encoder: Encoder | None,
    reads: str = READS,
) -> Sequence[Candidate]:  # fmt: skip
    """The candidates mixed with the nearest in meaning; as they are where nobody can say.

    Meaning only adds: without an encoder, in a language that it does not know, with the vectors out
    of reach or an encoder that breaks, words alone decide.
    """
    if encoder is None or query.family not in encoder.families or not query.text.strip():
        return candidates
    try:
        vector = encoder.encode([query.text])[0]
    except Exception:  # an encoder is somebody else's code
        logger.exception("The encoder fails")
        return candidates
    try:
        with connections[reads].cursor() as cursor:
            near = store.nearest(
                cursor,
                query,
                encoder=encoder.name,
                vector=vector,
                keys=[candidate.key for candidate in candidates],
            )
    except DatabaseError as error:
        logger.warning("Search by meaning is out: %s", error)
        return candidates
    return mix(candidates, near)
