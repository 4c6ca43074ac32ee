"""The worker is woken at once, survives lost connections, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from cms.database import embedded
from editorial.editions.consumers import registry
from tests.factories.pages import draft

PROBE = Path(__file__).with_name("worker_probe.py")


def address(role: str, name: str) -> str:
    host = settings.DATABASES["default"]["HOST"]
    return f"postgresql://{role}@/{name}?host={host}"


@pytest.fixture
def worker(db, tmp_path):
    """A worker in a process of its own on this test's database, and what it has noted so far."""
    registry.register("probe", lambda entry: None)
    noted = tmp_path / "noted"
    noted.touch()
    environment = {
        **os.environ,
        "DATABASE_URL": address(embedded.ROLE_APPLICATION, db),
        "DATABASE_PUBLIC_URL": address(embedded.ROLE_PUBLIC, db),
        "PYTHONPATH": str(Path.cwd()),
    }
    process = subprocess.Popen(
        [sys.executable, str(PROBE), str(noted)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "The worker runs; consumers of the log: probe.\n"
        yield process, noted
    finally:
        registry.unregister("probe")
        process.kill()
        process.communicate()


def wait_for(noted: Path, expected: str, *, seconds: float) -> float:
    """Seconds until the file says what is expected; the test fails where it never does."""
    began = time.monotonic()
    while noted.read_text() != expected:
        assert time.monotonic() - began < seconds, f"only {noted.read_text()!r} after {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_worker_follows_the_log_through_lost_connections_and_stops(worker, db, house, published):
    process, noted = worker
    time.sleep(3)  # it listens by now: what follows is a wake-up and no poll
    published(draft(author=house["author"], slug="en", title="En"))
    assert wait_for(noted, "1\n", seconds=8) < 5
    with psycopg.connect(address("postgres", "postgres"), autocommit=True) as superuser:
        for _ in range(3):
            superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND usename = %s AND pid NOT IN (SELECT %s)",
                [db, embedded.ROLE_APPLICATION, own_pid()],
            )
            time.sleep(0.5)
    published(draft(author=house["author"], slug="to", title="To"))
    wait_for(noted, "1\n2\n", seconds=15)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    output, _errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert output == "The worker has stopped.\n"


def own_pid() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
