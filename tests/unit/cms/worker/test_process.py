"""A worker goes on whatever happens to its sessions, and ends where it cannot."""

import os
import signal
import time
from contextlib import suppress

import psycopg
import pytest
from psycopg import sql

from cms.database import embedded
from editorial.clocks.models import ClockRun
from editorial.clocks.registry import clocks
from tests.factories.pages import draft
from tests.patience import until
from tests.unit.cms.worker.conftest import address, deferred, pulsed

pytestmark = pytest.mark.waits
PATIENCE = 120


def test_it_follows_the_log_through_lost_sessions_and_stops(start, house, published):
    worker = start()
    published(draft(author=house["author"], slug="en", title="En"))
    worker.has_noted(1)
    for _ in range(3):
        worker.sessions_end()
        time.sleep(0.5)
    published(draft(author=house["author"], slug="to", title="To"))
    worker.has_noted(1, 2)
    assert worker.process.poll() is None
    worker.process.send_signal(signal.SIGTERM)
    output, _ = worker.process.communicate(timeout=PATIENCE)
    assert worker.process.returncode == 0
    assert output == "The worker has stopped.\n"


def test_every_quick_clock_runs_at_once_when_it_starts(start):
    start()
    quick = {each.name for each in clocks() if not each.is_long}
    ran = ClockRun.objects.exclude(succeeded_at=None)
    until(
        lambda: quick <= set(ran.values_list("name", flat=True)),
        lambda: f"only {sorted(ran.values_list('name', flat=True))} have run",
    )
    assert {each.name for each in clocks()} == set(ClockRun.objects.values_list("name", flat=True))


def test_the_clocks_are_deferred_again_where_their_session_alone_was_lost(start):
    worker = start()
    until(lambda: deferred() > 0, "the clocks were deferred")
    before = deferred()
    # It lies idle for most of a minute, in a thread that no job and no request ever tidies.
    which = "query ILIKE '%%procrastinate_defer_periodic_job%%'"
    until(lambda: worker.sessions_end(which) == 1, "the deferrer has a session")
    ran = pulsed()
    until(lambda: deferred() > before, "the next turn was deferred")
    worker.runs_clocks(since=ran)
    assert worker.process.poll() is None


def test_a_role_that_may_not_log_in_for_a_while_is_no_end(start, db):
    worker = start()
    until(lambda: pulsed() is not None, "the clocks ran")
    role = sql.Identifier(embedded.ROLE_APPLICATION)
    with psycopg.connect(address("postgres", "postgres"), autocommit=True) as superuser:
        # Only this database is closed to it: other tests use the same server.
        superuser.execute(
            sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(db))
        )
        worker.sessions_end()
        time.sleep(12)  # one look of the worker at the least
        before = pulsed()
        superuser.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC, {}").format(sql.Identifier(db), role)
        )
    # At once: whatever was due meanwhile is made up for.
    worker.runs_clocks(since=before)
    assert worker.process.poll() is None


def test_a_worker_that_stood_still_goes_on(start, house, published):
    worker = start()
    until(lambda: pulsed() is not None, "the clocks ran")
    worker.process.send_signal(signal.SIGSTOP)
    published(draft(author=house["author"], slug="en", title="En"))
    time.sleep(20)
    worker.process.send_signal(signal.SIGCONT)
    worker.has_noted(1)
    assert worker.process.poll() is None


def test_without_a_database_it_ends_with_its_exit_code(start):
    nowhere = "postgresql://nobody@127.0.0.1:9/nowhere"
    worker = start("5", DATABASE_URL=nowhere, DATABASE_PUBLIC_URL=nowhere)
    output, _ = worker.process.communicate(timeout=PATIENCE)
    errors = worker.errors.read_text()
    assert worker.process.returncode == 75
    assert "The worker has stopped." not in output
    assert "ends with exit code 75, to be started again: no job could be fetched" in errors
    assert "no clock has run" in errors


def test_a_log_that_nobody_reads_keeps_no_dead_worker(start):
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):
        while os.write(writer, b"." * 4096):
            pass
    os.set_blocking(writer, True)
    nowhere = "postgresql://nobody@127.0.0.1:9/nowhere"
    worker = start("5", stderr=writer, DATABASE_URL=nowhere, DATABASE_PUBLIC_URL=nowhere)
    try:
        assert worker.process.wait(timeout=PATIENCE) == 75
    finally:
        os.close(writer)
        os.close(reader)


def through(relay, db):
    """The addresses of this test's database, on the other side of the network."""
    return {
        variable: f"postgresql://{role}@127.0.0.1:{relay.port}/{db}"
        for variable, role in (
            ("DATABASE_URL", embedded.ROLE_APPLICATION),
            ("DATABASE_PUBLIC_URL", embedded.ROLE_PUBLIC),
        )
    }


def test_a_silence_of_the_network_is_waited_for(start, relay, db, house, published):
    worker = start(**through(relay, db))
    until(lambda: pulsed() is not None, "the clocks ran")
    relay.swallow()
    published(draft(author=house["author"], slug="en", title="En"))
    time.sleep(8)  # in the middle of whatever it asks
    relay.go_on()
    worker.has_noted(1)
    assert worker.process.poll() is None


def test_a_network_that_swallows_everything_ends_it_with_its_exit_code(start, relay, db):
    worker = start("70", **through(relay, db))  # more than the minute between two turns
    until(lambda: pulsed() is not None, "the clocks ran")
    relay.swallow()
    worker.process.communicate(timeout=PATIENCE)
    errors = worker.errors.read_text()
    assert worker.process.returncode == 75
    assert "ends with exit code 75, to be started again: no " in errors


def test_a_wrong_number_of_jobs_is_refused(db):
    from django.core.management import CommandError, call_command

    for number in (0, -1, 33):
        with pytest.raises(CommandError, match="a number from 1 to 32"):
            call_command("worker", concurrency=number)
