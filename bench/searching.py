"""One size of index, one engine: rebuild, search, suggestions, and how soon a text is found."""

# ruff: noqa: T201 - printing is what it is for
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from bench import clients, documents, finding, texts
from bench.clients import WARM_SECONDS, Query, rank, server
from bench.database import owner_connection
from bench.load import Measured

SMALL = 10_000
WARM = 600  # queries that are not measured
TABLES = ("search_document", "search_name", "search_posting", "search_spelling", "search_word")
REBUILD_SECONDS = 60.0
FOUND_SECONDS = {"embedded": 0.0, "elasticsearch": 2.0}
# What is allowed at the small size, and what is aimed at: percentile, milliseconds.
ALLOWED = {
    ("ranking", 1, "embedded"): (95, 15.0, 5.0),
    ("ranking", 1, "elasticsearch"): (95, 30.0, 20.0),
    ("ranking", 16, "embedded"): (99, 100.0, 50.0),
    ("ranking", 16, "elasticsearch"): (99, 100.0, 50.0),
    ("search", 1, "embedded"): (95, 15.0, 5.0),
    ("search", 1, "elasticsearch"): (95, 30.0, 20.0),
    ("suggest", 1, "embedded"): (95, 10.0, 3.0),
}
# And when the index has grown tenfold: milliseconds, or so many times what it was.
GROWN_MS = {"embedded": (50.0, 20.0)}
GROWN_TIMES = {"elasticsearch": 2.0}
GROWN_KINDS = ("ranking", "search")


@dataclass
class Bounds:
    """What was missed; 95th percentiles at the small size, by kind, clients and engine."""

    missed: list[str] = field(default_factory=list)
    small: dict[tuple[str, int, str], float] = field(default_factory=dict)

    def told(self, what: str, *, figure: float, allowed: float, unit: str, goal: float = 0) -> str:
        """What to print beside a figure; one above `allowed` is remembered."""
        if figure > allowed:
            self.missed.append(what)
        aim = f"goal {goal:g}, " if goal else ""
        return f"{aim}at most {allowed:g} {unit}: {'MISSED' if figure > allowed else 'kept'}"


def fill(*, count: int) -> None:
    """Replace the public documents by real and recombined texts."""
    with owner_connection() as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE editions_publicdocument, editions_publicpath")
        with cursor.copy(f"COPY editions_publicdocument ({documents.COLUMNS}) FROM STDIN") as copy:
            for number, text in enumerate(texts.texts(count=count), start=1):
                copy.write_row(texts.row(number, text))
    with owner_connection(autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE editions_publicdocument")


def measure(
    *, engine: str, count: int, queries: Sequence[Query], options: Namespace, bounds: Bounds
) -> None:
    """Print every figure of an engine at this size."""
    if engine != "embedded" and "embedded" not in options.engines:
        _rebuilt("embedded")  # whose words every engine spells with
    rebuilt, seconds = _rebuilt(engine)
    print(f"\n{engine}, {rebuilt:,} documents; {_settled()}")
    name = f"{engine} rebuild"
    beside = (
        bounds.told(name, figure=seconds, allowed=REBUILD_SECONDS, unit="s", goal=20)
        if count == SMALL
        else ""
    )
    print(f"  {'rebuild':22}{seconds:>7.1f} s{'':44}{beside}", flush=True)
    starts = [(text[: 3 + place % 6], lang) for place, (text, lang) in enumerate(queries)]
    warming, asked = queries[:WARM], queries[WARM:]
    tell = partial(_tell, engine=engine, count=count, bounds=bounds)
    for number in (1, options.clients):
        found = rank(asked, warming=warming, engine=engine, clients=number)
        tell(found, kind="ranking", clients=number)
    with server(engine=engine, port=options.port) as running:
        ask = partial(clients.ask, running=running)
        ask("search", warming, clients=4, seconds=WARM_SECONDS, engine=engine)
        for number in (1, options.clients):
            found = ask("search", asked, clients=number, seconds=options.seconds, engine=engine)
            tell(found, kind="search", clients=number)
        if engine == "embedded":
            found = ask("suggest", starts, clients=1, seconds=options.seconds, engine=engine)
            tell(found, kind="suggest", clients=1)
    if options.publications:
        waits = finding.waits(engine=engine, count=options.publications)
        worst = max(waits)
        told = bounds.told(f"{engine} found", figure=worst, allowed=FOUND_SECONDS[engine], unit="s")
        print(
            f"  {'signed until found':22}{1000 * sorted(waits)[len(waits) // 2]:>7.0f} ms, "
            f"the slowest of {len(waits)} {1000 * worst:.0f} ms{'':14}{told}",
            flush=True,
        )


def _tell(
    found: Measured, *, kind: str, clients: int, engine: str, count: int, bounds: Bounds
) -> None:
    name = f"{kind}, {clients} client{'s' if clients > 1 else ''}"
    shares = "".join(f"  p{share} {found.percentile(share / 100):6.1f}" for share in (50, 95, 99))
    beside, p95, title = "", found.percentile(0.95), f"{engine} {name}, {count:,}"
    key = (kind, clients, engine)
    if count == SMALL and key in ALLOWED:
        share, allowed, goal = ALLOWED[key]
        figure = found.percentile(share / 100)
        beside = bounds.told(title, figure=figure, allowed=allowed, unit=f"ms p{share}", goal=goal)
        bounds.small[key] = p95
    elif count == 10 * SMALL and clients == 1 and kind in GROWN_KINDS:
        if engine in GROWN_MS:
            allowed, goal = GROWN_MS[engine]
            beside = bounds.told(title, figure=p95, allowed=allowed, unit="ms p95", goal=goal)
        elif key in bounds.small:
            allowed = GROWN_TIMES[engine] * bounds.small[key]
            beside = bounds.told(title, figure=p95, allowed=round(allowed, 1), unit="ms p95")
    print(f"  {name:22}{found.rate:>7.0f}/s{shares} ms   {beside}", flush=True)


def _rebuilt(engine: str) -> tuple[int, float]:
    """Build the index anew; documents and seconds."""
    from django.conf import settings

    start = time.perf_counter()
    if engine == "embedded":
        from search.indexing import index_rebuild

        documents_count = index_rebuild(progress=_told).documents
    else:
        from search.engines.elasticsearch.connection import client
        from search.engines.elasticsearch.rebuilding import rebuild

        documents_count = rebuild(client(), prefix=settings.ELASTICSEARCH_INDEX_PREFIX).documents
    return documents_count, time.perf_counter() - start


def _settled() -> str:
    """Let the database look at what was written; how large the embedded index is."""
    with owner_connection(autocommit=True) as connection:
        for table in TABLES:
            connection.execute(f"VACUUM ANALYZE {table}")
        (words,) = connection.execute(
            "SELECT count(DISTINCT (family, word)) FROM search_word"
        ).fetchone()
        (size,) = connection.execute(
            "SELECT pg_size_pretty(sum(pg_total_relation_size(t::regclass))) "
            "FROM unnest(%s::text[]) AS t",
            [list(TABLES)],
        ).fetchone()
    return f"{words:,} words, {size} in PostgreSQL"


def _told(done: int, total: int) -> None:
    if done % 10_000 == 0:
        print(f"  indexed {done:,} of {total:,}", file=sys.stderr)
