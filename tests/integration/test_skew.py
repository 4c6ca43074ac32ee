"""How wrong a process's clock is shows in health, of the web process and of the worker."""

import json
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from editorial.editions import skew
from editorial.editions.models import ClockReading
from editorial.editions.skew import Skew, noted, skew_measure, skew_note
from editorial.editions.tasks import skew_clock
from tests.timing import database_ahead


def health(client):
    body = json.loads(client.get("/api/v1/health").content)
    (check,) = [row for row in body["checks"] if row["name"] == "skew"]
    return check


def off(**by):
    return time_machine.travel(timezone.now() + timedelta(**by))


def test_a_clock_that_is_right_is_nothing_to_say(db, client):
    check = health(client)
    assert (check["isOk"], check["says"], check["workers"]) == (True, "", [])
    assert abs(check["seconds"]) < 5


@pytest.mark.parametrize(
    ("days", "says"),
    [(2, "172,800.0 s ahead of the database's"), (-2, "172,800.0 s behind the database's")],
)
def test_a_web_process_measures_itself(db, client, days, says):
    with database_ahead(timedelta(days=-days)):
        check = health(client)
    assert not check["isOk"]
    assert check["seconds"] == pytest.approx(days * 86_400, abs=60)
    direction = says.split(" s ")[1]
    assert check["says"].startswith("The clock of this web process is 172,")
    assert check["says"].endswith(f"{direction}.")


def test_a_worker_says_how_wrong_it_is_and_health_sees_it(db, client, caplog):
    with off(days=2), caplog.at_level(logging.WARNING, logger="editorial.editions.skew"):
        skew_clock(timestamp=0)
    assert ClockReading.objects.count() == 1
    assert len(caplog.records) == 1
    check = health(client)
    assert not check["isOk"]
    assert check["says"].startswith("The clock of a worker is 172,")
    assert check["workers"] == [pytest.approx(172_800, abs=60)]
    skew_clock(timestamp=0)
    assert health(client)["isOk"]
    assert ClockReading.objects.count() == 1


def test_what_was_said_long_ago_is_no_news_and_then_forgotten(db, client):
    with off(days=2):
        skew_note()
    ClockReading.objects.update(process="gone:1")
    with database_ahead(timedelta(minutes=11)):
        assert noted() == []
        skew_note()
        assert ClockReading.objects.count() == 2
    with database_ahead(timedelta(days=1, minutes=1)):
        skew_note()
        assert not ClockReading.objects.filter(process="gone:1").exists()


@pytest.mark.parametrize(
    ("seconds", "uncertainty", "is_small"),
    [(5, 0, True), (5.1, 0, False), (-5.1, 0, False), (5.1, 0.2, True), (-60, 59, True), (0, 0, 1)],
)
def test_only_what_is_sure_counts(seconds, uncertainty, is_small):
    assert Skew(seconds, uncertainty).is_small is bool(is_small)


def test_a_slow_answer_is_uncertain_and_not_wrong(db, monkeypatch):
    """The round trip is taken into account: the answer was true somewhere within it."""
    answer = skew.database_now()
    ticks = iter([100.0, 112.0])
    watch = SimpleNamespace(
        time=lambda: answer.timestamp() - 12, monotonic=lambda: next(ticks)
    )  # it came twelve seconds after it was asked for, and was true at once or at the end
    monkeypatch.setattr(skew, "database_now", lambda: answer)
    monkeypatch.setattr(skew, "time", watch)
    measured = skew_measure()
    assert (measured.seconds, measured.uncertainty) == (pytest.approx(-6), 6)
    assert measured.is_small


def test_inside_a_transaction_time_stands_still(db):
    with transaction.atomic(), pytest.raises(RuntimeError, match="its beginning"):
        skew_measure()
