"""Who follows the log is woken by a publication; the command shows who lags."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from editorial.editions.consumers.models import ParkedItem
from editorial.editions.models import LogEntry
from editorial.editions.tasks import wake
from tests.factories.pages import draft
from tests.unit.editorial.editions.following import consumer, items

__all__ = ["consumer", "items"]


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'editions.consumers_wake'"
        )
        return cursor.fetchone()[0]


def test_a_publication_defers_one_wake_up_in_its_own_transaction(house, published, consumer):
    published(draft(author=house["author"]))
    assert jobs() == LogEntry.objects.count() == 1


def test_a_wake_up_is_rolled_back_with_its_publication(db, consumer):
    class Undone(Exception):
        pass

    def publish_in_vain() -> None:
        with transaction.atomic():
            wake()
            assert jobs() == 1
            raise Undone

    with pytest.raises(Undone):
        publish_in_vain()
    assert jobs() == 0


def test_nobody_is_woken_where_nobody_follows(house, published):
    published(draft(author=house["author"]))
    assert jobs() == 0


def test_a_wake_up_costs_one_query(db, consumer, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        wake()


def test_the_command_shows_who_lags_and_what_is_parked(items, consumer, capsys):
    call_command("consumers", "list")
    assert "probe                    new      at 0, 4 behind, 0 failed of which 0 parked" in (
        capsys.readouterr().out
    )
    consumer.failing[1] = ValueError("no room")
    call_command("consumers", "run", "probe")
    assert capsys.readouterr().out == "probe: 2 done, 1 failed, 1 waiting.\n"
    call_command("consumers", "list")
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0] == "probe                    running  at 4, 0 behind, 1 failed of which 0 parked"
    )
    assert lines[1] == f"    {items[0]} nb from 1, 1 attempts: ValueError: no room"
    for said, shown in {"": "", "\u2800\n\nno room\nat all": "no room"}.items():
        ParkedItem.objects.update(error=said)
        call_command("consumers", "list")
        assert f" nb from 1, 1 attempts: {shown}\n" in capsys.readouterr().out
    consumer.failing.clear()
    call_command("consumers", "retry", "probe", str(items[0]))
    assert capsys.readouterr().out == "probe: 2 done, 0 failed, 0 waiting.\n"


def test_the_command_names_a_consumer_that_is_none(db, consumer):
    with pytest.raises(CommandError, match="There is no consumer 'nobody'; there are: probe"):
        call_command("consumers", "run", "nobody")
