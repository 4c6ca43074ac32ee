"""A session that dies, of whatever role, is no item's fault: nothing is set aside for it."""

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections

from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.services import consumer_run
from tests.factories.pages import draft


def lose(alias: str) -> None:
    """The server ends this thread's session of one role."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    host = settings.DATABASES["default"]["HOST"]
    with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 60000)", [number])


def ask(alias: str, statement: str = "SELECT 1") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def consumer(house, published):
    """A consumer of one published text, which does what the test tells it to."""
    published(draft(author=house["author"]))
    work = []
    registry.register("probe", lambda entry: work[0]())
    yield work
    registry.unregister("probe")


@pytest.mark.parametrize("alias", ["default", "public"])
def test_a_lost_session_is_raised_and_the_next_run_does_the_entry(consumer, alias):
    def lost() -> None:
        lose(alias)
        ask(alias)

    consumer.append(lost)
    with pytest.raises(DatabaseError):
        consumer_run(name="probe")
    connections.close_all()
    assert ParkedItem.objects.count() == 0
    assert ConsumerCursor.objects.get(name="probe").seq == 0
    consumer[0] = lambda: ask(alias)
    assert consumer_run(name="probe").done == 1
    assert ConsumerCursor.objects.get(name="probe").seq == 1


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1/0", "SELECT nothing_of_this_name", "SET LOCAL statement_timeout = 50; "
     "SELECT pg_sleep(60)"],
)  # fmt: skip
def test_a_statement_that_fails_is_the_items_own_matter(consumer, statement):
    consumer.append(lambda: ask("default", statement))
    run = consumer_run(name="probe")
    assert (run.done, run.failed) == (0, 1)
    assert ParkedItem.objects.get().attempts == 1
    assert connection.is_usable()
