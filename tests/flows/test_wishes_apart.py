"""Each wish is carried out for itself: none is lost with another, none keeps another waiting."""

import threading

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client

from cms.database.owner import as_owner
from cms.users.models import User
from editorial.editions.models import Edition, LogEntry, WishOutcome, WithdrawalWish
from editorial.editions.selectors import public_by_id
from editorial.editions.services import item_withdraw
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import signoff_take_back
from editorial.signoff.models import RevocationCause, SignOff, SignOffRevocation
from tests.factories.pages import draft
from tests.holding import held, others_wait
from tests.patience import until
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
PAGE_HELD = "SELECT 1 FROM wagtailcore_page FOR NO KEY UPDATE"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


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


def test_one_that_can_never_be_done_keeps_no_other_waiting(house, live):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editions_withdrawalwish DISABLE TRIGGER editions_note_wish")
        wish(house, live, cause="whatever", number=1).save()
        cursor.execute("ALTER TABLE editions_withdrawalwish ENABLE TRIGGER editions_note_wish")
    assert list(wishes_run()) == [live.translation_key]
    (stopped,) = withdraw(live, house)
    assert (stopped.is_done, state(live)) == (True, "withdrawn")
    assert Edition.objects.latest("pk").actor_id == house["duty"].pk
    assert list(wishes_run()) == [live.translation_key]


def wish(house, page, **values):
    return WithdrawalWish(**{
        "content_id": page.translation_key, "lang": "nb", "reason": "revoked", "notice": "Borte.",
        "signoff_id": SignOff.objects.get().pk, "actor_id": house["clinician"].pk,
        "cause": "unsafe", "words": "Feil dose.", **values,
    })  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [{"cause": "whatever"}, {"cause": ""}, {"cause": "Unsafe"}, {"words": " \n\t"}, {"words": ""}],
    ids=repr,
)
def test_what_the_revocation_would_refuse_is_refused_where_it_is_wished(house, live, values):
    with pytest.raises(DatabaseError, match="A person gives one of the reasons"):
        wish(house, live, **values).save()
    assert state(live) == "current"


@pytest.mark.parametrize("cause", RevocationCause.values)
def test_every_cause_that_can_be_wished_can_be_carried_out(house, live, cause):
    wish(house, live, cause=cause).save()
    assert wishes_run() == {}
    assert SignOffRevocation.objects.get().cause == cause


def test_nothing_is_taken_back_of_what_was_never_public(house):
    page = draft(author=house["author"], risk_class="A")
    review = submit(page, by=house["author"])
    act(review, "approve", by=house["desk"])
    act(review, "sign", by=house["clinician"], **sign_data(page))
    assert not Edition.objects.exists()
    with pytest.raises(DatabaseError, match="A person gives one of the reasons"):
        wish(house, page).save()


def test_who_has_withdrawn_stays_until_the_log_has_it(house, live):
    browser = Client()
    browser.force_login(house["superuser"])
    duty = house["duty"]
    with held(PAGE_HELD):
        withdraw(live, house)
        for address in (
            f"/admin/users/delete/{duty.pk}/",
            f"/admin/bulk/users/user/delete/?id={duty.pk}",
        ):
            answer = browser.post(address, follow=True)
            (said,) = [str(message) for message in answer.context["messages"]]
            assert "The account duty has withdrawn a text, which is not in the log yet" in said
        # Without what else points to it.
        duty.groups.clear()
        with pytest.raises(DatabaseError, match="it stays until that is done"):
            User.objects.filter(pk=duty.pk).update(id=10**6)
    assert wishes_run() == {}
    assert Edition.objects.latest("pk").actor_id == duty.pk
    browser.post(f"/admin/users/delete/{duty.pk}/")
    assert not User.objects.filter(pk=duty.pk).exists()
