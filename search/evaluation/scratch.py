"""An index of its own for one run: temporary tables that hide the real ones on one connection.

PostgreSQL looks for a table among the temporary ones first, so the engine's statements run as
they are, on the same indexes, and nothing can reach what is published.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.db import connections

from search.documents import SearchDocument
from search.engines.embedded import writing
from search.engines.embedded.engine import EmbeddedEngine

ALIAS: Final = "default"
_TABLES: Final = (
    "search_document", "search_name", "search_posting", "search_spelling", "search_word",
)  # fmt: skip
_BATCH: Final = 2000


@contextmanager
def scratch_engine(documents: Iterable[SearchDocument]) -> Iterator[EmbeddedEngine]:
    """An embedded engine over just these documents, dropped at the end however that comes."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '128MB'")
        # Temporary tables have a cache of their own, 8 MB unless it is asked for.
        cursor.execute("SET temp_buffers = '256MB'")
    try:
        with connections[ALIAS].cursor() as cursor:
            _fill(cursor, documents)
        yield EmbeddedEngine(reads=ALIAS, writes=ALIAS)
    finally:
        with connections[ALIAS].cursor() as cursor:
            for table in _TABLES:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")


def _fill(cursor: Any, documents: Iterable[SearchDocument]) -> None:
    for table in _TABLES:
        cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING ALL)")
    source = iter(documents)
    seen: set[tuple[str, str]] = set()
    while batch := list(islice(source, _BATCH)):
        fresh = []
        for each in batch:
            if (each.key, each.lang) not in seen:
                seen.add((each.key, each.lang))
                fresh.append((each, 1))
        writing.load(cursor, fresh)
    for table in _TABLES:
        cursor.execute(f"VACUUM ANALYZE {table}")
