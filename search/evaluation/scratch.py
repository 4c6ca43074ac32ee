"""An index of its own for one run: tables in a schema that is looked in before the real one.

The engine's statements run as they are, on the same indexes, and nothing can reach what is
published: on this one connection the schema `search_scratch` stands before `public`. Temporary
tables would do the same, and the application may make none: they would hide the tables that the
gate reads from its own checks.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.db import connections

from search.documents import SearchDocument
from search.engines.base import EngineUnavailable
from search.engines.embedded import writing
from search.engines.embedded.engine import EmbeddedEngine

ALIAS: Final = "default"
SCHEMA: Final = "search_scratch"
_LOCK: Final = 7_301_554_218_930_207
_TABLES: Final = (
    "search_document", "search_name", "search_posting", "search_spelling", "search_word",
)  # fmt: skip
_BATCH: Final = 2000


@contextmanager
def scratch_engine(documents: Iterable[SearchDocument]) -> Iterator[EmbeddedEngine]:
    """An embedded engine over just these documents, dropped at the end however that comes.

    Raises:
        EngineUnavailable: another process measures on this database; the message says so.
    """
    with scratch_tables(_TABLES):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '128MB'")
            _fill(cursor, documents)
        yield EmbeddedEngine(reads=ALIAS, writes=ALIAS)


@contextmanager
def scratch_tables(names: Sequence[str]) -> Iterator[None]:
    """Empty copies of tables that hide the real ones on this connection while the block runs.

    One process at a time: what a killed one has left is dropped by the next.

    Raises:
        EngineUnavailable: another process has them; the message says so.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s), current_setting('search_path')", [_LOCK])
        is_ours, path = cursor.fetchone()
        if not is_ours:
            raise EngineUnavailable("Another evaluation runs on this database; wait for its end.")
    try:
        with connections[ALIAS].cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{name}")
                cursor.execute(
                    f"CREATE UNLOGGED TABLE {SCHEMA}.{name} (LIKE public.{name} INCLUDING ALL)"
                )
            cursor.execute(f"SET search_path = {SCHEMA}, public")
        yield
    finally:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, false)", [path])
            for name in names:
                cursor.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{name}")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _fill(cursor: Any, documents: Iterable[SearchDocument]) -> None:
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
        cursor.execute(f"VACUUM ANALYZE {SCHEMA}.{table}")
