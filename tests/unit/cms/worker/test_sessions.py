"""The server itself ends the sessions of a worker that stands still."""

import asyncio
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.signals import connection_created

from cms.worker import sessions
from cms.worker.lanes import queue_pool
from tests.patience import until

SHOW = "SELECT current_setting('idle_session_timeout'), current_setting('idle_in_transaction_session_timeout')"  # noqa: E501


@contextmanager
def bound():
    connections.close_all()
    sessions.sessions_bound()
    try:
        yield
    finally:
        connection_created.disconnect(dispatch_uid="cms.worker.sessions")
        connections.close_all()


def shown(alias):
    with connections[alias].cursor() as cursor:
        cursor.execute(SHOW)
        return cursor.fetchone()


def test_the_applications_sessions_are_bound_and_the_public_roles_are_not(db):
    before = shown("default")
    with bound():
        assert shown("default") == ("3min", "5min")
        assert shown("public") == before
    assert shown("default") == before


def test_sessions_of_the_queue_are_bound_more_tightly(db):
    async def ask():
        async with queue_pool() as pool, pool.connection() as session:
            return await (await session.execute(SHOW)).fetchone()

    assert asyncio.run(ask()) == ("3min", "30s")


def test_a_session_that_lies_idle_in_a_transaction_loses_its_locks(db, monkeypatch):
    monkeypatch.setattr(sessions, "IN_TRANSACTION", "100ms")
    with bound():
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (number,) = cursor.fetchone()
            cursor.execute("BEGIN; SELECT pg_advisory_xact_lock(4711)")
        with connections["public"].cursor() as other:
            other.execute("SELECT pg_advisory_lock(4711)")  # waits until the server has ended it

            def is_gone() -> bool:
                other.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [number])
                return other.fetchone() == (0,)

            # Its locks go a moment before it does.
            until(is_gone, "the session has ended")
