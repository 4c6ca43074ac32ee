"""The log says a danger in the words that readers were told, whatever was on its way there."""

import json
import threading
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from cms.health.withdrawals import withdrawals
from editorial.editions.audit import audit
from editorial.editions.models import Edition, WishOutcome, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.editions.taking_down import texts_stop
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason
from tests.factories.pages import draft
from tests.flows.test_overtaken import LINE, _impatient, told, waits
from tests.flows.test_wishes_of_others import browser_of
from tests.forging import withdrawal_forge
from tests.holding import TAKE_ORDER, session
from tests.patience import until

pytestmark = pytest.mark.usefixtures("in_english")
__all__ = ["_impatient"]
MILD = {
    "reason": "unpublished",
    "notice": "Denne siden er trukket tilbake og skal ikke lenger brukes.",
}
PAUSES = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event = 'PgSleep'"
)


@contextmanager
def asked_before(work, *, then=None):
    """Something is done and asked in a transaction of its own, which is committed after the block;
    `then` is done in it last.

    What it raises is raised there.
    """
    asked, go, errors = threading.Event(), threading.Event(), []

    def run():
        try:
            with transaction.atomic():
                work()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                asked.set()
                go.wait(120)
                if then:
                    then()
        except Exception as error:  # noqa: BLE001 - raised by whoever started it
            errors.append(error)
        finally:
            asked.set()
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    asked.wait(120)
    assert errors == []
    yield
    go.set()
    thread.join()
    for error in errors:
        raise error


def withdrawn_by(house, page, *, reason="unsafe"):
    item_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason=reason, notices={"nb": LINE}
    )


def log():
    """Each withdrawal of the log: its number, reason, severity, and who is named."""
    rows = Edition.objects.filter(action="withdrawn").order_by("pk")
    return [
        (
            row.number,
            json.loads(bytes(row.envelope))["edition"]["withdrawal"]["reason"],
            row.severity,
            row.actor_id,
        )
        for row in rows
    ]


@pytest.mark.parametrize("reason", ["unsafe", "recalled"])
def test_what_was_asked_before_the_danger_was_wished_is_followed_by_it(house, live, reason):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live, reason=reason)
        assert told(live) == (reason, LINE)
    assert told(live) == tuple(MILD.values())
    assert wishes_run() == {}
    assert told(live) == (reason, LINE)
    assert log() == [
        (2, "unpublished", "major", None), (3, reason, "safety", house["duty"].pk)
    ]  # fmt: skip
    assert WishOutcome.objects.get().was_public
    assert list(audit()) == []
    changes = Client().get("/api/v1/changes").json()["entries"]
    assert [(row["action"], row["severity"]) for row in changes if row["number"] > 1] == [
        ("withdrawn", "major"), ("withdrawn", "safety")
    ]  # fmt: skip
    assert withdrawals().is_ok
    assert wishes_run() == {}
    assert len(log()) == 2


def test_the_named_wisher_may_have_lost_the_right_meanwhile(house, live):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live)
    house["duty"].groups.clear()
    assert wishes_run() == {}
    assert log()[-1] == (3, "unsafe", "safety", house["duty"].pk)


def test_a_danger_is_not_said_twice(house, live):
    with asked_before(
        lambda: withdrawal_forge(live, actor=house["chief"], reason="unsafe", notice="Nei.")
    ):
        withdrawn_by(house, live, reason="recalled")
    assert wishes_run() == {}
    assert [row[:2] for row in log()] == [(2, "unsafe")]


def test_a_milder_wish_follows_nothing(house, live):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live, reason="error")
    assert wishes_run() == {}
    assert [row[:2] for row in log()] == [(2, "unpublished")]


def test_one_that_waits_for_the_log_is_asked_again_when_it_has_it(house, live, monkeypatch):
    """A desk editor unpublishes while the log is busy; a duty editor says why it is withdrawn."""
    monkeypatch.setattr(services, "LOCK_SECONDS", 20)
    answers = []

    def unpublish():
        browser = browser_of(house["desk"])
        answers.append(browser.post(f"/admin/pages/{live.pk}/unpublish/").status_code)
        connections.close_all()

    def is_waiting():
        with connection.cursor() as cursor:
            cursor.execute(PAUSES)
            return cursor.fetchone()[0] > 0

    thread = threading.Thread(target=unpublish)
    with session() as other:
        other.execute(TAKE_ORDER)
        thread.start()
        until(is_waiting, "its withdrawal was asked and waits for the log")
        monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)
        withdrawn_by(house, live)
        assert told(live) == ("unsafe", LINE)
    thread.join()
    wishes_run()
    assert answers == [302]
    assert told(live) == ("unsafe", LINE)
    assert log() == [(2, "unsafe", "safety", house["duty"].pk)]
    assert list(audit()) == []


@pytest.mark.parametrize("actor", ["", "duty", "chief"])
@pytest.mark.parametrize(
    "said",
    [
        {"reason": "unsafe", "notice": "Teksten er helt trygg å følge."},
        {"reason": "recalled", "notice": LINE},
        {"reason": "recalled", "notice": "Teksten er helt trygg å følge."},
    ],
    ids=["line", "reason", "both"],
)
def test_the_log_says_what_readers_were_told(house, live, actor, said):
    waits(live, house)
    with pytest.raises(DatabaseError, match="says of it what readers are told"):
        withdrawal_forge(live, actor=house.get(actor), **said)
    assert told(live) == ("unsafe", LINE)
    assert wishes_run() == {}
    assert [row[1] for row in log()] == ["unsafe"]


def test_no_other_replacement_either(house, live, published):
    other = published(draft(author=house["author"], title="En annen side", slug="en-annen-side"))
    waits(live, house)
    with pytest.raises(DatabaseError, match="says of it what readers are told"):
        withdrawal_forge(
            live, actor=house["duty"], reason="unsafe", notice=LINE,
            replacement=str(other.translation_key),
        )  # fmt: skip


def test_the_first_of_two_dangers_is_what_the_log_says(house, live):
    waits(live, house)
    withdrawn_by(house, live, reason="recalled")
    assert wishes_run() == {}
    assert told(live) == ("unsafe", LINE)
    assert [row[:2] for row in log()] == [(2, "unsafe")]


def second(page, **said):
    """Another withdrawal after the one that the log has."""
    told_then = {"replacement": None, **said}
    with patch("editorial.editions.taking_down.withdrawal_details", return_value=told_then):
        texts_stop(
            content_id=page.translation_key, langs=["nb"], actor=None, is_overtaken=True,
            details=Withdrawal(reason=WithdrawalReason.UNSAFE),
        )  # fmt: skip


def test_nothing_else_follows_a_withdrawal(house, live):
    withdrawn_by(house, live, reason="error")
    with pytest.raises(DatabaseError, match="There is nothing public to withdraw"):
        second(live, reason="unsafe", notice=LINE)
    # Nor does what somebody wishes of a text that was withdrawn already.
    WithdrawalWish.objects.create(
        content_id=live.translation_key, lang="nb", reason="unsafe", notice=LINE,
        actor_id=house["duty"].pk,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="There is nothing public to withdraw"):
        second(live, reason="unsafe", notice=LINE)
    assert [row[:2] for row in log()] == [(2, "error")]


@pytest.mark.parametrize(
    "said", [MILD, {"reason": "unsafe", "notice": "Alt er i orden."}], ids=["milder", "words"]
)
def test_it_is_followed_by_what_was_wished_alone(house, live, said):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live)
    with pytest.raises(DatabaseError, match="waits for the log"):
        second(live, **said)
    assert wishes_run() == {}
    with pytest.raises(DatabaseError, match="There is nothing public to withdraw"):
        second(live, reason="unsafe", notice=LINE)
