"""The gravest is done first, and no outcome that is written too early silences a withdrawal."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection

from cms.admin.unfinished import hidden_texts
from cms.database.owner import as_owner
from editorial.editions.audit import audit
from editorial.editions.models import Edition, WishOutcome, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.editions.wishes import services
from editorial.editions.wishes.selectors import undone
from editorial.editions.wishes.services import wishes_run
from editorial.people import groups
from editorial.signoff.models import RevocationCause
from tests import prepared
from tests.factories.pages import draft, edit
from tests.flows.test_hidden_in_any_order import WISH, open_transaction
from tests.flows.test_taking_back_again import without
from tests.flows.test_taking_back_waits import half_signed
from tests.flows.test_wishes_of_another_text import again, withdrawal
from tests.flows.test_wishes_of_others import PAGE_HELD, public_status
from tests.holding import held, session
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"]))


def forged(item, **values):
    """A wish to unpublish, of an editor of the desk, by SQL."""
    values = {"reason": "unpublished", "notice": "Borte.", "lang": "nb", **values}
    return WithdrawalWish.objects.create(content_id=item, **values)


@pytest.mark.parametrize("cause", RevocationCause.values)
def test_a_cause_without_a_signature_makes_no_wish_graver(house, live, cause):
    with held(PAGE_HELD):
        mild = forged(live.translation_key, actor_id=house["desk"].pk, cause=cause, words="x")
        mild.refresh_from_db()
        assert (mild.cause, mild.words) == ("", "")
        item_withdraw(
            content_id=live.translation_key, actor=house["chief"], reason="unsafe", notices={}
        )
        assert withdrawal(live)["reason"] == "unsafe"
    assert wishes_run() == {}
    newest = Edition.objects.latest("pk")
    assert (newest.severity, newest.actor_id) == ("safety", house["chief"].pk)
    assert withdrawal(live)["reason"] == "unsafe"


def test_nor_does_one_that_was_written_before_the_database_asked(house, live):
    with held(PAGE_HELD):
        without(
            "editions_note_wish", "editions_withdrawalwish",
            "INSERT INTO editions_withdrawalwish"
            " (content_id, lang, number, reason, notice, actor_id, cause, words, wished_at)"
            " VALUES (%s, 'nb', 1, 'unpublished', 'Borte.', %s, 'unsafe', 'x', now())",
            live.translation_key, house["desk"].pk,
        )  # fmt: skip
        item_withdraw(
            content_id=live.translation_key, actor=house["chief"], reason="recalled", notices={}
        )
        assert withdrawal(live)["reason"] == "recalled"
    assert wishes_run() == {}
    assert withdrawal(live)["reason"] == "recalled"


def test_an_outcome_that_is_written_too_early_silences_no_withdrawal(house):
    page, state = half_signed(house)
    publish = lambda: act(state, "sign", by=house["second"], **sign_data(page))  # noqa: E731
    with open_transaction(publish):
        wish = forged(page.translation_key, actor_id=house["duty"].pk, reason="unsafe")
        WishOutcome.objects.create(wish=wish, was_public=False, reviews=0)
    assert public_status(page) == 410
    assert [row.page_id for row in hidden_texts()] == [page.pk]
    (found,) = [str(finding) for finding in audit()]
    assert "readers are told that it is withdrawn, and the log has no withdrawal" in found
    duty = house["duty"]
    duty.groups.clear()
    with pytest.raises(DatabaseError, match="it stays until that is done"):
        type(duty).objects.filter(pk=duty.pk).update(id=10**6)
    duty.groups.add(Group.objects.get(name=groups.DUTY))
    assert wishes_run() == {}
    newest = Edition.objects.latest("pk")
    assert (newest.action, newest.severity, newest.actor_id) == ("withdrawn", "safety", duty.pk)
    assert (list(undone()), hidden_texts(), list(audit())) == ([], [], [])


def test_no_outcome_is_taken_while_the_text_is_public_whatever_was_signed_since(
    house, live, published
):
    with session() as other:
        other.execute(WISH, [live.translation_key, house["duty"].pk])
        edit(live, author=house["author"], title="Ny tittel")
        published(again(live))
        other.commit()
    assert public_status(live) == 410
    with pytest.raises(DatabaseError, match="The text is public still"):
        WishOutcome.objects.create(wish=WithdrawalWish.objects.get(), was_public=False, reviews=0)
    assert public_status(live) == 410
    assert wishes_run() == {}
    assert Edition.objects.latest("pk").action == "withdrawn"


def test_no_outcome_is_an_answer_to_who_was_signing_while_the_wish_was_written(house):
    """The wish was stamped before the signature, and committed when that had been asked."""
    page = draft(author=house["author"])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    with session() as other:
        other.execute(WISH, [page.translation_key, house["duty"].pk])
        with open_transaction(lambda: act(state, "sign", by=house["clinician"], **data)):
            other.commit()
            wish = WithdrawalWish.objects.get()
            WishOutcome.objects.create(wish=wish, was_public=False, reviews=0)
    assert public_status(page) == 410
    assert wishes_run() == {}
    newest = Edition.objects.latest("pk")
    assert (newest.action, newest.severity) == ("withdrawn", "safety")
    assert (list(undone()), list(audit())) == ([], [])
    prepared.publish(again(page), house=house)
    assert public_status(page) == 200


def test_what_waits_for_long_is_found_by_the_audit(house, live):
    with held(PAGE_HELD):
        forged(live.translation_key, actor_id=house["desk"].pk)
        assert list(audit()) == []
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE editions_withdrawalwish DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE editions_withdrawalwish SET wished_at = now() - '1 day'::interval"
            )
            cursor.execute("ALTER TABLE editions_withdrawalwish ENABLE TRIGGER USER")
        (found,) = [str(finding) for finding in audit()]
        assert "the log has no withdrawal" in found
    assert wishes_run() == {}
    assert list(audit()) == []
