"""Each wish is carried out for itself: none is lost with another, none keeps another waiting."""

import threading

import pytest
from django.db import DatabaseError, connections

from editorial.editions.models import LogEntry, WishOutcome, WithdrawalWish
from editorial.editions.selectors import public_by_id
from editorial.editions.services import item_withdraw
from editorial.editions.wishes import services
from editorial.editions.wishes.services import signoff_take_back, wishes_run
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.factories.pages import draft
from tests.holding import held, others_wait
from tests.patience import until

pytestmark = pytest.mark.usefixtures("in_english")
PAGE_HELD = "SELECT 1 FROM wagtailcore_page FOR NO KEY UPDATE"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"]))


def withdraw(page, house):
    return item_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={}
    )


def take_back(house, **values):
    return signoff_take_back(
        signoff=SignOff.objects.get(), reason="Feil dose.",
        **{"cause": "unsafe", "actor": house["clinician"], **values},
    )  # fmt: skip


def state(page):
    return public_by_id(content_id=page.translation_key, lang="nb").state


def test_what_is_taken_back_while_another_wish_is_tried_is_taken_back(house, live, monkeypatch):
    with held(PAGE_HELD):
        withdraw(live, house)
        monkeypatch.setattr(services, "LOCK_SECONDS", 60)
        refused = []
        worker = threading.Thread(
            target=lambda: (refused.append(wishes_run()), connections.close_all())
        )
        worker.start()
        until(others_wait, "the worker waits for the page")
        monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)
        assert not take_back(house).is_done
    worker.join()
    assert [*refused, wishes_run()] == [{}, {}]
    assert WishOutcome.objects.count() == WithdrawalWish.objects.count() == 2
    taken = SignOffRevocation.objects.get()
    assert (taken.revoked_by, taken.reason) == (house["clinician"], "Feil dose.")
    assert LogEntry.objects.filter(revocation=taken).exists()
    assert state(live) == "withdrawn"


def test_no_outcome_of_a_signature_says_done_where_it_stands(house, live):
    with held(PAGE_HELD):
        take_back(house)
        withdraw(live, house)
    first, second = WithdrawalWish.objects.order_by("pk")
    services.wishes_carry_out(keys=[second.pk])
    with pytest.raises(DatabaseError, match="The sign-off of this wish is not taken back"):
        WishOutcome.objects.create(wish=first, was_public=False, reviews=0)
    assert not SignOffRevocation.objects.exists()
    assert wishes_run() == {}
    assert SignOffRevocation.objects.count() == 1
