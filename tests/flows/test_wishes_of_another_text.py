"""What takes a signature back hides the texts that name it, and takes nothing else from anybody."""

import pytest
from django.db import connection
from django.test import Client

from cms.admin.unfinished import hidden_texts, signatures_waiting
from editorial.editions.audit import audit
from editorial.editions.models import (
    Edition,
    PublicDocument,
    TakingBack,
    WishOutcome,
    WithdrawalWish,
)
from editorial.editions.selectors import public_by_id
from editorial.editions.services import item_withdraw, status_refresh
from editorial.editions.wishes import services
from editorial.editions.wishes.queue import Turns
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.factories.pages import draft, edit
from tests.flows.test_hidden_in_any_order import TAKING, WISH, open_transaction
from tests.flows.test_wishes_of_others import PAGE_HELD, public_status, take_back
from tests.holding import held, session
from tests.signing import act, sign_data, submit
from tests.timing import database_on

pytestmark = pytest.mark.usefixtures("in_english")
OF_A_SIGNATURE = (
    "INSERT INTO editions_withdrawalwish"
    " (content_id, lang, reason, notice, actor_id, signoff_id, cause, words)"
    " VALUES (%s, 'nb', 'revoked', 'Borte.', %s, %s, 'unsafe', 'Feil dose.')"
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"]))


def again(page):
    return type(page).objects.get(pk=page.pk)


def require_new_text_stands(page, signoff):
    """Nobody but who signed the new text is asked about it, and what was asked for is done."""
    assert public_status(page) == 200
    assert hidden_texts() == []
    assert {**wishes_run(), **takings_back_run()} == {}
    assert SignOffRevocation.objects.get().signoff == signoff
    assert WishOutcome.objects.get().was_public is False
    assert list(Edition.objects.values_list("action", flat=True)) == ["published"] * 2
    assert (public_status(page), signatures_waiting()) == (200, [])
    assert list(audit()) == []


def test_a_new_text_that_is_committed_last_is_hidden_by_nobody_elses_signature(house, live):
    old = SignOff.objects.get()
    edit(live, author=house["author"], title="Ny tittel")
    state = submit(again(live), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    text = state.current_task_state.revision.as_object()
    with open_transaction(lambda: act(state, "sign", by=house["second"], **sign_data(text))):
        assert take_back(house["clinician"]).status_code == 200
        assert public_status(live) == 410
    assert old.pk not in Edition.objects.latest("pk").signoff_ids
    (waiting,) = signatures_waiting()
    assert waiting.page_id == live.pk
    require_new_text_stands(live, old)
    # Its signatures stand: nothing of before the wish was ended by it.
    due = PublicDocument.objects.get().next_review_due
    with database_on(due):
        assert status_refresh() == 1
    assert Edition.objects.latest("pk").status == "overdue"


def test_readers_of_the_older_edition_hear_of_it_before_the_log_has_it(house, live):
    """From the click on, and while the page's row is held: the new text stands, the old is not."""
    first = Edition.objects.get()
    address = f"/api/v1/editions/{first.edition_digest}"
    edit(live, author=house["author"], title="Ny tittel")
    state = submit(again(live), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    text = state.current_task_state.revision.as_object()
    with open_transaction(lambda: act(state, "sign", by=house["second"], **sign_data(text))):
        assert take_back(house["clinician"]).status_code == 200
        assert Client().get(address).status_code == 410
    with held(PAGE_HELD):
        assert len(wishes_run()) == 1
        assert public_status(live) == 200
        assert Client().get(address).status_code == 410
        (told,) = Client().get(f"{address}/status").json()["revocations"]
        assert told["isDanger"]
    assert {**wishes_run(), **takings_back_run()} == {}
    (later,) = Client().get(f"{address}/status").json()["revocations"]
    assert (later["name"], later["isDanger"]) == (told["name"], told["isDanger"])
    assert Client().get(address).status_code == 410
    assert list(audit()) == []


def test_a_wish_that_is_committed_after_the_new_text_hides_it_not(house, live, published):
    old = SignOff.objects.get()
    with session() as other:
        other.execute(OF_A_SIGNATURE, [live.translation_key, old.signed_by_id, old.pk])
        edit(live, author=house["author"], title="Ny tittel")
        published(again(live))
        other.commit()
    require_new_text_stands(live, old)
    edit(again(live), author=house["author"], title="Nyere tittel")
    published(again(live))
    assert public_status(live) == 200


def test_another_withdrawal_of_the_new_text_is_told_in_its_own_words(house, live, published):
    old = SignOff.objects.get()
    with session() as other:
        other.execute(OF_A_SIGNATURE, [live.translation_key, old.signed_by_id, old.pk])
        edit(live, author=house["author"], title="Ny tittel")
        published(again(live))
        other.commit()
    with held(PAGE_HELD):
        item_withdraw(
            content_id=live.translation_key, actor=house["duty"], reason="outdated", notices={}
        )
        assert withdrawal(live)["reason"] == "outdated"
    assert wishes_run() == {}
    assert withdrawal(live)["reason"] == "outdated"
    assert SignOffRevocation.objects.get().signoff == old
    assert list(audit()) == []


def withdrawal(page):
    return public_by_id(content_id=page.translation_key, lang="nb").data()["edition"]["withdrawal"]


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("what", ["taking back", "wish of a signature", "wish"])
def test_nobody_wishes_on_an_old_view_of_the_database(house, live, what, level):
    signoff = SignOff.objects.get()
    signer, item = signoff.signed_by_id, live.translation_key
    statement, values = {
        "taking back": (TAKING, [signoff.pk, item, signer]),
        "wish of a signature": (OF_A_SIGNATURE, [item, signer, signoff.pk]),
        "wish": (WISH, [item, house["duty"].pk]),
    }[what]
    with session() as other:
        other.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        with pytest.raises(Exception, match="in READ COMMITTED only"):
            other.execute(statement, values)
    assert not WithdrawalWish.objects.exists()
    assert not TakingBack.objects.exists()


def test_many_wishes_of_a_text_that_is_held_keep_no_other_text_waiting(house, live, published):
    other = published(draft(author=house["author"], slug="annen", title="Annen"))
    with connection.cursor() as cursor:
        for item in [live.translation_key] * 3 + [other.translation_key]:
            cursor.execute(WISH, [item, house["duty"].pk])
    turns = Turns(seconds=0)
    with session() as holder:
        holder.execute("SELECT 1 FROM wagtailcore_page WHERE id = %s FOR NO KEY UPDATE", [live.pk])
        for _turn in range(2):
            wishes_run(turns)
        assert Edition.objects.latest("pk").content_id == other.translation_key
        assert Edition.objects.latest("pk").action == "withdrawn"
