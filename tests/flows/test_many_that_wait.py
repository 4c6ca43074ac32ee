"""However many wait for one text, no other text waits for them, and no newer review ends so."""

import pytest
from django.db import connection
from wagtail.models import WorkflowState

from editorial.editions.audit import audit
from editorial.editions.models import Edition, TakingBack, WishOutcome, WithdrawalWish
from editorial.editions.wishes import loop, services, taking_back
from editorial.editions.wishes.loop import WishLoop
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_hide, takings_back_run
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.factories.pages import draft, edit
from tests.flows.test_ends_sooner import fresh
from tests.flows.test_hidden_in_any_order import TAKING, WISH
from tests.flows.test_wishes_of_others import PAGE_HELD, public_status
from tests.forging import withdrawal_forge
from tests.holding import held
from tests.patience import until
from tests.signing import submit

pytestmark = pytest.mark.usefixtures("in_english")
MANY = 60


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def many(statement, *values):
    with connection.cursor() as cursor:
        for _each in range(MANY):
            cursor.execute(statement, values)


def takings_back(page):
    """Many rows for the one signature under what is public."""
    signoff = SignOff.objects.get()
    many(TAKING, signoff.pk, page.translation_key, signoff.signed_by_id)
    return signoff


def counted(monkeypatch, module, name):
    calls, real = [], getattr(module, name)

    def call(*args, **what):
        calls.append(args)
        return real(*args, **what)

    monkeypatch.setattr(module, name, call)
    return calls


def test_a_text_is_hidden_by_one_of_many_takings_back(house, live, monkeypatch):
    signoff = takings_back(live)
    tries = counted(monkeypatch, taking_back, "_hide")
    with held(PAGE_HELD):
        assert takings_back_hide() == {}
        assert len(tries) == 1
        assert WithdrawalWish.objects.filter(signoff_id=signoff.pk).count() == 1
        # What is hidden is not tried again.
        assert takings_back_hide() == {}
        assert len(tries) == 1
        assert public_status(live) == 410
    assert wishes_run() == {}
    assert takings_back_run() == {}
    assert SignOffRevocation.objects.count() == 1
    assert list(audit()) == []


def test_where_one_cannot_be_had_the_next_has_its_try(house, live, monkeypatch):
    takings_back(live)
    hide = taking_back._hide
    first = TakingBack.objects.earliest("pk").pk

    def hides_but_the_first(wish):
        if wish.pk == first:
            raise ValueError("Not this one.")
        hide(wish)

    monkeypatch.setattr(taking_back, "_hide", hides_but_the_first)
    assert takings_back_hide() == {}
    assert WithdrawalWish.objects.count() == 1


def test_withdrawals_have_their_turn_before_any_taking_back(house, live, monkeypatch):
    def breaks(*_what):
        raise RuntimeError("Nothing can be hidden.")

    monkeypatch.setattr(loop, "takings_back_hide", breaks)
    many(WISH, live.translation_key, house["duty"].pk)
    worker = WishLoop()
    worker.start()
    try:
        until(lambda: Edition.objects.latest("pk").action == "withdrawn", "it is withdrawn")
    finally:
        worker.stop()
        worker.join()


def test_all_wishes_of_a_text_are_done_in_one_transaction(house, live, monkeypatch):
    many(WISH, live.translation_key, house["duty"].pk)
    tries = counted(monkeypatch, services, "error_of")
    assert wishes_run() == {}
    assert len(tries) == 1
    assert WishOutcome.objects.count() == MANY
    assert WishOutcome.objects.filter(was_public=True).count() == 1
    assert Edition.objects.filter(action="withdrawn").count() == 1
    assert list(audit()) == []


@pytest.fixture
def late(house, live):
    """A wish that waits still, though another withdrawal took its text down."""
    with connection.cursor() as cursor:
        cursor.execute(
            WISH.replace("'unsafe'", "'error'"), [live.translation_key, house["duty"].pk]
        )
    withdrawal_forge(live, actor=house["chief"])
    assert not WishOutcome.objects.exists()
    return live


def test_it_ends_no_review_that_was_begun_after_it(house, late):
    edit(fresh(late), author=house["author"], title="Ny tittel")
    state = submit(fresh(late), by=house["author"])
    assert wishes_run() == {}
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert WishOutcome.objects.get().reviews == 0


def test_it_ends_each_review_that_was_begun_before_the_newest_of_several(house):
    """Nothing that is signed in one of before the newest counts: it would run for nothing."""
    page = draft(author=house["author"])
    values = [page.translation_key, house["duty"].pk]
    with connection.cursor() as cursor:
        cursor.execute(WISH, values)
        state = submit(page, by=house["author"])
        cursor.execute(WISH.replace("'unsafe'", "'error'"), values)
    after = submit(draft(author=house["author"], slug="annen", title="Annen"), by=house["author"])
    assert wishes_run() == {}
    for row in (state, after):
        row.refresh_from_db()
    assert (state.status, after.status) == (
        WorkflowState.STATUS_CANCELLED, WorkflowState.STATUS_IN_PROGRESS,
    )  # fmt: skip
    assert list(WishOutcome.objects.order_by("wish").values_list("reviews", flat=True)) == [1, 0]
