"""A worker in a process of its own, on the database of the test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from cms.database import embedded
from editorial.clocks.models import ClockRun
from editorial.editions.consumers import registry
from tests.patience import until
from tests.unit.cms.worker.relay import Relay

PROBE = Path(__file__).with_name("probe.py")


def address(role: str, name: str) -> str:
    """The test server, as a role."""
    return f"postgresql://{role}@/{name}?host={settings.DATABASES['default']['HOST']}"


@dataclass
class Worker:
    """A running worker. `noted` holds the numbers of the entries that its consumer was given."""

    process: subprocess.Popen[str]
    noted: Path
    errors: Path
    database: str

    def has_noted(self, *numbers: int) -> None:
        """Wait until the consumer was given exactly these, in this order."""
        expected = [str(number) for number in numbers]
        until(
            lambda: self.noted.read_text().split() == expected,
            lambda: f"the consumer was given {self.noted.read_text().split()}, not {expected}",
        )

    def runs_clocks(self, *, since: Any) -> None:
        """Wait until the pulse of the clocks has run after the run that was the last then."""
        until(lambda: pulsed() != since, "the clocks ran again")

    def sessions_end(self, condition: str = "true") -> int:
        """Terminate its sessions as the superuser. Returns how many there were."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (own,) = cursor.fetchone()
        with psycopg.connect(address("postgres", "postgres"), autocommit=True) as superuser:
            rows = superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                f" AND usename = ANY(%s) AND pid <> %s AND {condition}",
                [self.database, [embedded.ROLE_APPLICATION, embedded.ROLE_PUBLIC], own],
            ).fetchall()
        return len(rows)


def pulsed() -> Any:
    """When the pulse ran last; None where it has not."""
    from editorial.clocks.selectors import PULSE

    return ClockRun.objects.filter(name=PULSE).values_list("succeeded_at", flat=True).first()


def deferred() -> int:
    """The newest turn of the pulse that was put into the queue (seconds, UTC); 0: none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(defer_timestamp), 0) FROM procrastinate_periodic_defers"
            " WHERE task_name = 'clocks.pulse'"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def relay() -> Iterator[Relay]:
    """A network before the test server."""
    made = Relay(Path(settings.DATABASES["default"]["HOST"]) / ".s.PGSQL.5432")
    yield made
    made.close()


@pytest.fixture
def start(db: str, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start workers; all of them are killed at the end, stopped ones too."""
    registry.register("probe", lambda entry: None)
    started: list[Worker] = []

    def run(*arguments: str, stderr: int | None = None, **environment: str) -> Worker:
        noted = tmp_path / f"noted-{len(started)}"
        noted.touch()
        said = tmp_path / f"errors-{len(started)}"
        # A pipe that nobody reads would be full one day, and the worker would wait for its reader.
        with said.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, str(PROBE), str(noted), *arguments],
                env={
                    **os.environ,
                    "DATABASE_URL": address(embedded.ROLE_APPLICATION, db),
                    "DATABASE_PUBLIC_URL": address(embedded.ROLE_PUBLIC, db),
                    "PYTHONPATH": str(Path.cwd()),
                    **environment,
                },
                stdout=subprocess.PIPE,
                stderr=errors if stderr is None else stderr,
                text=True,
            )
        started.append(Worker(process, noted, said, db))
        assert process.stdout is not None
        assert process.stdout.readline() == "The worker runs; consumers of the log: probe.\n"
        return started[-1]

    try:
        yield run
    finally:
        registry.unregister("probe")
        for each in started:
            each.process.kill()
            each.process.communicate()
