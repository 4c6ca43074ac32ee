"""Every clock notes its runs, and is one of the house's."""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app

from content_models.clock import database_now
from editorial.clocks import registry
from editorial.clocks.models import ClockRun
from editorial.clocks.registry import LONG, QUICK, clock, clocks
from editorial.clocks.runs import running_for
from editorial.clocks.selectors import standings
from editorial.clocks.services import clocks_known, run_noted
from tests.unit.cms.worker.conftest import address

EVERY_MINUTE = "workflow.schedule"


def test_whatever_runs_by_the_clock_is_declared_as_one():
    """Who used procrastinate's decorators would have no lock, no note and no line in health."""
    wound = {key[0]: task for key, task in app.periodic_registry.periodic_tasks.items()}
    assert sorted(wound) == [each.name for each in clocks()]
    for each in clocks():
        task = app.tasks[each.name]
        assert wound[each.name].cron == each.cron
        assert (task.lock, task.queueing_lock) == (each.name, each.name)
        assert task.queue == (LONG if each.is_long else QUICK)


def test_only_what_takes_long_has_the_lane_of_its_own():
    assert [each.name for each in clocks() if each.is_long] == [
        "editions.integrity_sweep", "search.statistics_trim",
    ]  # fmt: skip


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match=r"'clocks\.pulse' is registered already"):
        clock(name="clocks.pulse", cron="* * * * *")
    assert registry.clocks() == clocks()


def test_a_run_is_noted_by_the_databases_time(db):
    before = database_now()
    with run_noted(name="a"):
        assert list(running_for()) == ["a"]
    row = ClockRun.objects.get()
    assert (row.name, row.failed_at) == ("a", None)
    assert row.succeeded_at is not None
    assert before <= row.succeeded_at <= database_now()
    assert row.known_since <= row.succeeded_at
    assert running_for() == {}


def test_a_failure_is_noted_and_raised_on(db):
    with pytest.raises(ZeroDivisionError), run_noted(name="a"):
        raise ZeroDivisionError
    row = ClockRun.objects.get()
    assert (row.succeeded_at, row.failed_at is None) == (None, False)
    with run_noted(name="a"):
        pass
    again = ClockRun.objects.get()
    assert again.failed_at == row.failed_at
    assert again.succeeded_at is not None
    assert again.succeeded_at > row.failed_at


def test_a_failure_is_noted_where_the_session_was_lost(db):
    def lose() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (own,) = cursor.fetchone()
            with psycopg.connect(address("postgres", "postgres"), autocommit=True) as superuser:
                superuser.execute("SELECT pg_terminate_backend(%s, 60000)", [own])
            cursor.execute("SELECT 1")

    with pytest.raises(DatabaseError), run_noted(name="a"):
        lose()
    assert ClockRun.objects.get().failed_at is not None


def standing(name):
    (found,) = [each for each in standings() if each.clock.name == name]
    return found


def put(**ago):
    """What is noted of the clock of each minute: known for a day, and so long ago."""
    now = database_now()
    ClockRun.objects.update_or_create(
        name=EVERY_MINUTE,
        defaults={
            "known_since": now - timedelta(days=1),
            **{field: moment and now - moment for field, moment in ago.items()},
        },
    )


def test_a_clock_that_no_worker_has_started_is_not_known(db):
    assert [each.is_known for each in standings()] == [False] * len(clocks())
    clocks_known(names=[each.name for each in clocks()])
    assert {(each.is_known, each.is_late) for each in standings()} == {(True, False)}
    known = ClockRun.objects.get(name=EVERY_MINUTE).known_since
    clocks_known(names=[EVERY_MINUTE])
    assert ClockRun.objects.get(name=EVERY_MINUTE).known_since == known


@pytest.mark.parametrize(
    ("succeeded", "failed", "is_late", "is_failing"),
    [
        (timedelta(seconds=50), None, False, False),
        (timedelta(minutes=4), None, True, False),
        (None, None, True, False),
        (timedelta(seconds=50), timedelta(seconds=30), False, True),
        (timedelta(seconds=30), timedelta(seconds=50), False, False),
        (None, timedelta(seconds=50), True, True),
    ],
)
def test_late_and_failing_are_told_apart(db, succeeded, failed, is_late, is_failing):
    put(succeeded_at=succeeded, failed_at=failed)
    found = standing(EVERY_MINUTE)
    assert (found.is_known, found.is_late, found.is_failing) == (True, is_late, is_failing)
