"""Clients of the search: the whole way over HTTP, or spelling and ranking alone in this process."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, Thread
from urllib.parse import urlencode

from django.db import connections

from bench import load, servers
from search.engines import chosen
from search.query.build import build

Query = tuple[str, str]  # text, language
WARM_SECONDS = 8.0  # before the clock runs, with other queries: as a server that has lived a while


@contextmanager
def server(*, engine: str, port: int) -> Iterator[servers.Server]:
    """A web server with a process for each core, which searches with this engine."""
    address = os.environ.pop("ELASTICSEARCH_URL", "") if engine == "embedded" else ""
    started = servers.server(
        application="cms.wsgi", settings="bench.settings", port=port, worker="sync",
        ready="/api/v1/search?q=feber&lang=nb", workers=os.cpu_count() or 1,
    )  # fmt: skip
    try:
        with started as running:
            yield running
    finally:
        if address:
            os.environ["ELASTICSEARCH_URL"] = address


def ask(
    kind: str, queries: Sequence[Query], *, running: servers.Server, clients: int, seconds: float,
    engine: str,
) -> load.Measured:  # fmt: skip
    """Let clients ask one query after the other. Raises RuntimeError where an answer is not right:
    another status, or another engine than this one served it.
    """
    requests = [
        load.get(f"/api/v1/{kind}?{urlencode({'q': text, 'lang': lang})}") for text, lang in queries
    ]
    measured = load.run(
        port=running.port, requests=requests, status=200, seconds=seconds, threads=clients,
        containing=f'"servedBy":"{engine}"'.encode(),
    )  # fmt: skip
    if measured.failures:
        raise RuntimeError(
            f"{measured.failures} of {len(measured.latencies)} {kind} answers failed"
        )
    return measured


def rank(queries: Sequence[Query], *, engine: str, clients: int = 1) -> load.Measured:
    """Spelling and ranking alone, by threads of this process. Raises as `ask` does."""
    measured, lock = load.Measured(), Lock()

    def client(number: int) -> None:
        shift = number * len(queries) // clients
        found = [_ranked(query, engine=engine) for query in (*queries[shift:], *queries[:shift])]
        with lock:
            measured.latencies += [seconds for seconds, _ in found]
            measured.failures += sum(not is_right for _, is_right in found)
        connections.close_all()

    began = time.perf_counter()
    threads = [Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured.seconds = time.perf_counter() - began
    if measured.failures:
        raise RuntimeError(f"{measured.failures} queries were not ranked by {engine}")
    return measured


def _ranked(query: Query, *, engine: str) -> tuple[float, bool]:
    """Seconds, and whether this engine did it; a query of nothing but stop words has no engine."""
    text, lang = query
    start = time.perf_counter()
    built = build(text, lang=lang, vocabulary=chosen.EMBEDDED)
    _, served = chosen.rank(built.query)
    return time.perf_counter() - start, served == engine or not built.query.terms
