"""A house of its own for a fault: embedded PostgreSQL, web, workers, texts, and readers."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.patience import happens, until


def again(work: Callable[[], Any]) -> Any:
    """Again until it works: the database may be away for a while."""
    from django.db import DatabaseError, InterfaceError, connections

    def attempt() -> list[Any]:
        try:
            return [work()]
        except (DatabaseError, InterfaceError):
            connections.close_all()
            return []

    (result,) = until(attempt, "the database answers again", pause=0.2)
    return result


def publish(slug: str, **fields: Any) -> Any:
    """A text that has been through the real review: public, or on the clock."""
    from cms.users.models import User
    from tests import signing
    from tests.factories.pages import draft

    author, desk, clinician = (
        User.objects.get(username=name) for name in ("author", "desk", "clinician")
    )
    page = draft(author=author, slug=slug, title=slug.capitalize(), **fields)
    signing.publish(page, author=author, desk=desk, clinicians=[clinician])
    return type(page).objects.get(pk=page.pk)


def pg_ctl(data: Path, *arguments: str) -> None:
    """PostgreSQL's own tool, as the account that the server runs under."""
    from cms.database.accounts import account_for
    from cms.database.programs import run

    pgdata = data / "postgres"
    log = str(pgdata / "log")
    run("pg_ctl", *arguments, "-w", "-D", str(pgdata), "-l", log, account=account_for(pgdata))


def postmaster(data: Path) -> int:
    """The process number of the server."""
    return int((data / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])


@dataclass
class House:
    """Web and workers under the demo's own supervisor; their output is kept in the data folder."""

    data: Path
    port: int
    workers: int = 1
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        from cms.demo.supervisor import Child, children

        web, worker = children(host="127.0.0.1", port=self.port, environment={})
        web.command = self._logged("web", web.command)
        self.web = web
        names = ["worker", *(f"worker {number}" for number in range(2, self.workers + 1))]
        self.worker = [
            Child(
                name,
                self._logged(name, worker.command),
                environment=worker.environment,
                signs=worker.signs,
            )
            for name in names
        ]
        self.base = f"http://127.0.0.1:{self.port}"
        self._stopping = threading.Event()

    def log(self, name: str) -> str:
        """What a process has written so far, each time that it was started."""
        return (self.data / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _logged(self, name: str, command: list[str]) -> list[str]:
        return ["/bin/sh", "-c", 'exec "$@" >>"$0" 2>&1', str(self.data / f"{name}.log"), *command]

    @contextmanager
    def running(self) -> Iterator["House"]:
        """Everything runs while the block does, and is started again where it ends."""
        thread = threading.Thread(target=self._tend, daemon=True)
        thread.start()
        try:
            if not happens(lambda: self.answers("/ready")):
                raise TimeoutError("the web server does not answer")
            yield self
        finally:
            self._stopping.set()
            thread.join()
            for child in (self.web, *self.worker):
                child.stop()
            for child in (self.web, *self.worker):
                child.wait(30)

    def answers(self, path: str) -> bool:
        try:
            return requests.get(self.base + path, timeout=60).status_code == 200
        except requests.RequestException:
            return False

    def _tend(self) -> None:
        while not self._stopping.is_set():
            for child in (self.web, *self.worker):
                told = child.tend()
                if told:
                    self.told.append(told)
            time.sleep(0.1)


@dataclass
class Readers:
    """Readers who ask for everything that is public, one after the other, without a pause."""

    base: str
    paths: list[str]
    count: int
    answers: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def reading(self) -> Iterator["Readers"]:
        stopping = threading.Event()
        threads = [
            threading.Thread(target=self._read, args=(stopping, number), daemon=True)
            for number in range(self.count)
        ]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            stopping.set()
            for thread in threads:
                thread.join()

    def _read(self, stopping: threading.Event, turn: int) -> None:
        session = requests.Session()
        while not stopping.is_set():
            path = self.paths[turn % len(self.paths)]
            turn += 1
            try:
                answer = session.get(self.base + path, timeout=60)
            except requests.RequestException as error:
                self.problems[f"{path}: {type(error).__name__}"] += 1
                continue
            self.answers[str(answer.status_code)] += 1
            if answer.status_code == 503 and "Retry-After" not in answer.headers:
                self.problems[f"{path}: 503 without Retry-After"] += 1
            elif answer.status_code not in (200, 503):
                self.problems[f"{path}: {answer.status_code}"] += 1


def free_port() -> int:
    """A port of this machine that nobody uses."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
