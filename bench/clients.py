"""Clients of the search: the whole way over HTTP, or spelling and ranking alone in this process."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode

from bench import load, servers

Query = tuple[str, str]  # text, language
PATIENCE = 300  # seconds
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


def rank(
    queries: Sequence[Query], *, warming: Sequence[Query], engine: str, clients: int = 1
) -> load.Measured:
    """Spelling and ranking alone, by as many processes as there are cores.

    Raises as `ask` does.
    """
    processes = min(clients, os.cpu_count() or 1)
    context = get_context("spawn")
    barrier, answers = context.Barrier(processes + 1), context.Queue()
    shares = [
        (_share(warming, number, clients), _share(queries, number, clients))
        for number in range(clients)
    ]
    started = [
        context.Process(
            target=_ranking,
            args=(shares[number::processes], engine),
            kwargs={"barrier": barrier, "answers": answers},
        )
        for number in range(processes)
    ]
    for process in started:
        process.start()
    barrier.wait(PATIENCE)
    began = time.perf_counter()
    found = [row for _ in started for row in answers.get(timeout=PATIENCE)]
    measured = load.Measured(seconds=time.perf_counter() - began)
    for process in started:
        process.join()
    measured.latencies = [seconds for seconds, _ in found]
    wrong = sum(not is_right for _, is_right in found)
    if wrong:
        raise RuntimeError(f"{wrong} queries were not ranked by {engine}")
    return measured


def _share(queries: Sequence[Query], client: int, clients: int) -> list[Query]:
    """Each client begins elsewhere; with many, all together ask every query about twice."""
    shift = client * len(queries) // clients
    return [*queries[shift:], *queries[:shift]][: len(queries) * 2 // (clients + 1)]


def _ranking(
    shares: Sequence[tuple[list[Query], list[Query]]], engine: str, *, barrier: Any, answers: Any
) -> None:
    """A process of its own with some of the clients: they warm up, wait for the start, and ask.

    It answers one at a time, as a web server with a process for each core does; the others wait in
    line, and their wait counts.
    """
    import django

    django.setup()
    from django.conf import settings

    from search.warming import warm

    if engine == "embedded":
        settings.ELASTICSEARCH_URL = ""
    warm()
    found: list[tuple[float, bool]] = []
    ready = Barrier(len(shares) + 1)

    def client(warming: Sequence[Query], queries: Sequence[Query]) -> None:
        for query in warming:
            line.submit(_ranked, query, engine=engine).result()
        ready.wait(PATIENCE)
        for query in queries:
            start = time.perf_counter()
            is_right = line.submit(_ranked, query, engine=engine).result()
            found.append((time.perf_counter() - start, is_right))

    with ThreadPoolExecutor(max_workers=1) as line:
        threads = [Thread(target=client, args=share) for share in shares]
        for thread in threads:
            thread.start()
        ready.wait(PATIENCE)
        barrier.wait(PATIENCE)
        for thread in threads:
            thread.join()
    answers.put(found)


def _ranked(query: Query, *, engine: str) -> bool:
    """Whether this engine ranked it; a query of nothing but stop words is given to none."""
    from search.engines import chosen
    from search.query.build import build

    text, lang = query
    built = build(text, lang=lang, vocabulary=chosen.EMBEDDED)
    _, served = chosen.rank_each([built.query])
    return served == engine or not built.query.terms
