"""The one time by which the house decides: the database's, and nobody's but the owner's."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import ProgrammingError, connections, transaction
from wagtail.models import TaskState, WorkflowState

from content_models.clock import DatabaseNow, database_now, database_today
from editorial.editions.models import SweepRun
from tests.factories.pages import draft
from tests.signing import submit
from tests.timing import database_ahead, database_at

TWO_DAYS = timedelta(days=2)


@pytest.mark.parametrize("alias", ["default", "public"])
def test_every_login_is_told_the_databases_time_and_not_its_own(db, alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_catalog.now()")
        before = cursor.fetchone()[0]
        for away in (TWO_DAYS, -TWO_DAYS):
            with time_machine.travel(before + away, tick=False):
                told = database_now(using=alias)
            assert timedelta(0) <= told - before < timedelta(days=1)
            assert told.tzinfo == UTC


def test_a_transaction_has_one_moment(db):
    with transaction.atomic():
        assert database_now() == database_now()


def test_the_day_is_that_of_the_house(db):
    assert settings.TIME_ZONE == "Europe/Oslo"
    zone = ZoneInfo(settings.TIME_ZONE)
    with database_at(datetime(2027, 1, 10, 23, 30, tzinfo=UTC)):
        assert database_today() == date(2027, 1, 11)
    with database_at(datetime(2027, 1, 11, 0, 30, tzinfo=zone)):
        assert database_today() == date(2027, 1, 11)


@pytest.mark.parametrize("alias", ["default", "public"])
@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE OR REPLACE FUNCTION helsekilde_now() RETURNS timestamptz LANGUAGE sql STABLE "
        "RETURN pg_catalog.now() + interval '2 days'",
        "ALTER FUNCTION helsekilde_now() RENAME TO was_now",
        "DROP FUNCTION helsekilde_now() CASCADE",
        "CREATE FUNCTION helsekilde_now(x int DEFAULT 1) RETURNS timestamptz LANGUAGE sql "
        "RETURN pg_catalog.now()",
        "CREATE SCHEMA helsekilde_app",
    ],
)
def test_nobody_but_the_owner_can_replace_it(db, alias, attempt):
    with connections[alias].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        with pytest.raises(ProgrammingError) as refused:
            cursor.execute(attempt)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_query_says_it_in_place(db):
    """No plan has the function in it: indexes and estimates are those of `now()`."""
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "EXPLAIN (VERBOSE) SELECT 1 FROM editions_publicdocument "
            "WHERE public_until IS NULL OR public_until > helsekilde_now()"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "now()" in plan
    assert "helsekilde" not in plan


def test_expressions_and_defaults_ask_it_too(db):
    with database_at(datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)):
        run = SweepRun.objects.create(after_seq=0, until_seq=0)
        run.refresh_from_db()
        assert run.ran_at.year == 2031
        assert SweepRun.objects.filter(ran_at=DatabaseNow()).count() == 1


def test_when_a_review_and_its_steps_began_is_not_for_a_process_to_say(house):
    page = draft(author=house["author"])
    now = database_now()
    with time_machine.travel(now + TWO_DAYS, tick=False):
        state = submit(page, by=house["author"])
    begun = WorkflowState.objects.get(pk=state.pk).created_at
    (step,) = TaskState.objects.filter(workflow_state=state)
    assert timedelta(0) <= begun - now < timedelta(days=1)
    assert timedelta(0) <= step.started_at - now < timedelta(days=1)


def test_the_owner_can_move_it_which_is_how_tests_travel(db):
    with database_ahead(TWO_DAYS):
        ahead = database_now()
    assert ahead > database_now() + TWO_DAYS - timedelta(hours=1)
