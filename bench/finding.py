"""How soon a text is found after its last signature: real review, real worker, real search."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30.0  # seconds
PAUSE = 0.01
_numbers = itertools.count(1_000_000, 1_000)


def waits(*, engine: str, count: int) -> list[float]:
    """Seconds from the end of the publishing transaction to the first search that has the text.

    Texts come one after another, as they do in life. Raises RuntimeError where one is refused or
    not found in time.
    """
    from django.test.utils import override_settings

    from bench.publishing import drafts_bring
    from cms.demo.publishing import drafts_publish

    start = next(_numbers)
    titles = drafts_bring(start, count)
    found = []
    with _worker():
        for pk, title in titles:
            refused: list[object] = []
            drafts_publish([pk], lambda result: refused.extend(result.reasons))  # noqa: B023
            signed = time.perf_counter()
            if refused:
                raise RuntimeError(f"{title} was refused: {refused[0]}")
            if engine == "embedded":
                with override_settings(ELASTICSEARCH_URL=""):
                    found.append(_until_found(title, engine=engine, signed=signed))
            else:
                found.append(_until_found(title, engine=engine, signed=signed))
    return found


def _until_found(title: str, *, engine: str, signed: float) -> float:
    from search.query.request import parse
    from search.services import search_run

    request = parse({"q": [title], "lang": ["nb"]})
    asked = signed
    while asked - signed < PATIENCE:
        # When it was asked counts, not when it was answered: what was there then is found.
        asked = time.perf_counter()
        answer = search_run(request)
        if answer.served_by == engine and any(hit.title == title for hit in answer.hits):
            return 0.0 if asked - signed < PAUSE else asked - signed
        time.sleep(PAUSE)
    raise RuntimeError(f"{title} was not found within {PATIENCE:.0f} s")


@contextmanager
def _worker() -> Iterator[None]:
    started = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], cwd=ROOT, env=os.environ,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert started.stdout is not None  # noqa: S101 - a pipe was asked for
        started.stdout.readline()
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE)
