"""What is deferred through Django's connection never meets a dead one."""

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from cms.worker.connector import LivingConnector
from tests.unit.cms.worker.conftest import address


def lose_session() -> None:
    """The server ends the session of this thread; nobody here notices."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    with psycopg.connect(address("postgres", "postgres"), autocommit=True) as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 60000)", [own])


def jobs() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (args->>'timestamp')::int FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def defer(number: int) -> None:
    app.configure_task(name="nothing").defer(timestamp=number)


def test_it_is_procrastinates_connector_everywhere():
    assert isinstance(app.connector, LivingConnector)
    assert app.job_manager.connector is app.connector


def test_a_session_that_was_lost_is_replaced_before_the_attempt(db):
    defer(1)
    for number in (2, 3):
        lose_session()
        defer(number)
    assert jobs() == [1, 2, 3]


def test_one_that_failed_already_is_replaced_too(db):
    lose_session()
    with pytest.raises(Exception, match=r"terminat|closed"), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    defer(1)
    assert jobs() == [1]


def test_inside_a_transaction_nothing_is_asked_and_nothing_is_kept(db):
    def deferred_twice() -> None:
        with transaction.atomic():
            defer(1)
            lose_session()
            defer(2)

    with pytest.raises(ConnectorException):
        deferred_twice()
    defer(3)
    assert jobs() == [3]


def test_what_a_transaction_defers_ends_with_it(db):
    with transaction.atomic():
        defer(1)
        assert jobs() == [1]
        transaction.set_rollback(True)
    assert jobs() == []
