"""`python -m bench.search`: how fast search is, with spelling on, against its goals.

The whole way of a citizen's search (red flags, spelling, ranking, check against the current
edition, snippets, facets) as one client and as sixteen threads; suggestions; a rebuild; and how it
grows from ten thousand documents to a hundred thousand. A scratch database is removed at the end.
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import atexit
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOALS = {
    "search, 1 client": "p95 5 ms, at most 15 ms",
    "search, 16 clients": "p99 50 ms, at most 100 ms",
    "suggest, 1 client": "p95 3 ms, at most 10 ms",
}
GROWN = "p95 20 ms, at most 50 ms"
REBUILD = "20 s, at most 60 s"
SMALL = 10_000


def main() -> int:
    """Measure every size; returns 1 where there are no texts to measure with."""
    options = _options()
    folder = tempfile.mkdtemp(prefix="helsekilde-bench-")
    # After the database, which stops at exit too. Its server may run as another user.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Path(folder).chmod(0o755)
    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))
    os.environ |= {"HELSEKILDE_DATA": folder, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from bench import texts

    try:
        queries = texts.queries(count=options.queries)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    call_command("database_prepare", verbosity=0)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {len(queries)} queries")
    for count in options.sizes:
        _measure_size(count=count, queries=queries, clients=options.clients)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[SMALL, 10 * SMALL])
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--clients", type=int, default=16)
    return parser.parse_args()


def _measure_size(*, count: int, queries: Sequence[tuple[str, str]], clients: int) -> None:
    from search.indexing import index_rebuild

    _fill(count=count)
    start = time.perf_counter()
    rebuilt = index_rebuild(progress=_told)
    seconds = time.perf_counter() - start
    vocabulary, size = _settled()
    print(
        f"\n{rebuilt.documents:,} documents, {vocabulary:,} words, index {size}"
        f"\n  rebuild {seconds:.1f} s{f' (goal {REBUILD})' if count == SMALL else ''}"
    )
    starts = [(text[: 3 + place % 6], lang) for place, (text, lang) in enumerate(queries)]
    for name, ask, asked, threads in (
        ("search, 1 client", _search, queries, 1),
        (f"search, {clients} clients", _search, queries, clients),
        ("suggest, 1 client", _suggest, starts, 1),
    ):
        ask(*asked[0])
        latencies, wall = _run(ask, asked, threads=threads)
        goal = (
            GOALS.get(name, "") if count <= SMALL else GROWN if name == "search, 1 client" else ""
        )
        print(
            f"  {name:20}{len(latencies) / wall:>8.0f}/s  "
            + "".join(
                f"  p{share} {_percentile(latencies, share):6.1f} ms" for share in (50, 95, 99)
            )
            + (f"   goal {goal}" if goal else "")
        )


def _fill(*, count: int) -> None:
    from bench import documents, texts
    from bench.database import owner_connection

    with owner_connection() as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE editions_publicdocument, editions_publicpath")
        with cursor.copy(f"COPY editions_publicdocument ({documents.COLUMNS}) FROM STDIN") as copy:
            for number, text in enumerate(texts.texts(count=count), start=1):
                copy.write_row(texts.row(number, text))
    with owner_connection(autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE editions_publicdocument")


def _settled() -> tuple[int, str]:
    """Let the database look at what was written; the number of words and the size of the index."""
    from bench.database import owner_connection

    tables = ("search_document", "search_name", "search_posting", "search_spelling", "search_word")
    with owner_connection(autocommit=True) as connection:
        for table in tables:
            connection.execute(f"VACUUM ANALYZE {table}")
        (words,) = connection.execute(
            "SELECT count(DISTINCT (family, word)) FROM search_word"
        ).fetchone()
        (size,) = connection.execute(
            "SELECT pg_size_pretty(sum(pg_total_relation_size(t::regclass))) "
            "FROM unnest(%s::text[]) AS t",
            [list(tables)],
        ).fetchone()
    return words, size


def _told(done: int, total: int) -> None:
    if done % 10_000 == 0:
        print(f"  indexed {done:,} of {total:,}", file=sys.stderr)


def _search(text: str, lang: str) -> None:
    from search.query.request import parse
    from search.services import search_run

    search_run(parse({"q": [text], "lang": [lang]}))


def _suggest(text: str, lang: str) -> None:
    from search.query.request import parse_suggest
    from search.services import suggest_run

    suggest_run(parse_suggest({"q": [text], "lang": [lang]}))


def _run(
    ask: Callable[[str, str], None], queries: Sequence[tuple[str, str]], *, threads: int
) -> tuple[list[float], float]:
    """Every query once by each thread, from places of their own; latencies and wall time."""
    from django.db import connections

    latencies: list[float] = []
    lock = threading.Lock()

    def client(number: int) -> None:
        ours = []
        shift = number * len(queries) // threads
        for text, lang in [*queries[shift:], *queries[:shift]][: len(queries) * 2 // (threads + 1)]:
            start = time.perf_counter()
            ask(text, lang)
            ours.append(time.perf_counter() - start)
        connections.close_all()
        with lock:
            latencies.extend(ours)

    start = time.perf_counter()
    workers = [threading.Thread(target=client, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return latencies, time.perf_counter() - start


def _percentile(latencies: Sequence[float], share: int) -> float:
    ordered = sorted(latencies)
    return 1000 * ordered[min(len(ordered) - 1, share * len(ordered) // 100)]


if __name__ == "__main__":
    raise SystemExit(main())
