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
# What is aimed at with the small size on two cores of today: percentile, milliseconds. Printed, and
# no bound: a machine may be slower by a third from one hour to the next.
GOALS = {
    ("ranking", 1, "embedded"): (95, 5.0), ("ranking", 1, "elasticsearch"): (95, 20.0),
    ("ranking", 16, "embedded"): (99, 50.0), ("ranking", 16, "elasticsearch"): (99, 50.0),
    ("search", 1, "embedded"): (95, 5.0), ("search", 1, "elasticsearch"): (95, 20.0),
    ("suggest", 1, "embedded"): (95, 3.0),
}  # fmt: skip
RANKING = ("ranking", 1)
# Bounds are ratios of two 95th percentiles of one run: at the small size a figure may be so many
# times what ranking takes for one client on the same engine,
AT_MOST = {
    ("ranking", 16, "embedded"): 24.0, ("ranking", 16, "elasticsearch"): 24.0,
    ("search", 1, "embedded"): 6.0, ("search", 1, "elasticsearch"): 4.0,
    ("suggest", 1, "embedded"): 1.5,
}  # fmt: skip
# and when the index has grown tenfold, so many times what it was.
GROWN = {"embedded": 10.0, "elasticsearch": 2.0}
GROWN_KINDS = ("ranking", "search")
REBUILD = "rebuild"
REBUILT = 20.0


@dataclass
class Bounds:
    """What was missed; the figures at the small size, by kind, clients and engine."""

    missed: list[str] = field(default_factory=list)
    small: dict[tuple[str, int, str], float] = field(default_factory=dict)

    def told(self, what: str, *, figure: float, beside: float, allowed: float) -> str:
        """What to print beside a figure: how many times the other it is. More is remembered."""
        times = figure / beside
        if times > allowed:
            self.missed.append(what)
        kept = "MISSED" if times > allowed else "kept"
        return f"{times:.1f} times, at most {allowed:g}: {kept}"


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
    beside, key = "", (REBUILD, 1, engine)
    if count == SMALL:
        bounds.small[key], beside = seconds, "goal 20 s"
    elif count == 10 * SMALL and key in bounds.small:
        beside = bounds.told(
            f"{engine} rebuild", figure=seconds, beside=bounds.small[key], allowed=REBUILT
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
        print(
            f"  {'signed until found':22}{1000 * sorted(waits)[len(waits) // 2]:>7.0f} ms, "
            f"the slowest of {len(waits)} {1000 * worst:.0f} ms",
            flush=True,
        )


def _tell(
    found: Measured, *, kind: str, clients: int, engine: str, count: int, bounds: Bounds
) -> None:
    name = f"{kind}, {clients} client{'s' if clients > 1 else ''}"
    shares = "".join(f"  p{share} {found.percentile(share / 100):6.1f}" for share in (50, 95, 99))
    beside, p95, title = "", found.percentile(0.95), f"{engine} {name}, {count:,}"
    key = (kind, clients, engine)
    if count == SMALL:
        bounds.small[key] = p95
        if key in AT_MOST:
            ranking = bounds.small[*RANKING, engine]
            beside = bounds.told(title, figure=p95, beside=ranking, allowed=AT_MOST[key])
        if key in GOALS:
            share, goal = GOALS[key]
            beside = f"{beside + '; ' if beside else ''}goal {goal:g} ms p{share}"
    elif count == 10 * SMALL and clients == 1 and kind in GROWN_KINDS and key in bounds.small:
        beside = bounds.told(title, figure=p95, beside=bounds.small[key], allowed=GROWN[engine])
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
