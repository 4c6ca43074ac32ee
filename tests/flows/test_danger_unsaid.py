"""A danger that the log does not say yet waits until it does, whatever is written meanwhile."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.database.owner import as_owner
from editorial.editions.audit import audit
from editorial.editions.models import Edition, WishOutcome, WithdrawalWish
from editorial.editions.notices.selectors import line_in_form, writers_of
from editorial.editions.wishes.services import wishes_run
from tests import prepared
from tests.factories.pages import draft
from tests.flows.test_hidden_in_any_order import WISH, open_transaction
from tests.flows.test_overtaken import LINE, _impatient, told
from tests.flows.test_said_again import MILD, asked_before, log, withdrawn_by
from tests.flows.test_wishes_of_another_text import again
from tests.flows.test_wishes_of_others import public_status
from tests.forging import withdrawal_forge
from tests.holding import session
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
__all__ = ["_impatient"]


def done():
    """An outcome of the one wish, whatever the log says."""
    WishOutcome.objects.create(wish=WithdrawalWish.objects.get(), was_public=True, reviews=0)


def test_what_overtakes_a_danger_writes_no_outcome_for_it(house, live):
    with (
        pytest.raises(DatabaseError, match="does not say the danger yet"),
        asked_before(lambda: withdrawal_forge(live, **MILD), then=done),
    ):
        withdrawn_by(house, live)
    assert told(live) == ("unsafe", LINE)
    assert wishes_run() == {}
    assert log() == [(2, "unsafe", "safety", house["duty"].pk)]


def test_nor_does_anybody_after_that(house, live):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live)
    with pytest.raises(DatabaseError, match="does not say the danger yet"):
        done()
    assert wishes_run() == {}
    assert log()[-1] == (3, "unsafe", "safety", house["duty"].pk)
    assert told(live) == ("unsafe", LINE)


def test_the_audit_finds_one_that_nobody_says(house, live):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live)
    assert list(audit()) == []  # the worker has its turn first
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editions_withdrawalwish DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE editions_withdrawalwish SET wished_at = helsekilde_moment() - interval '20 s'"
        )
        cursor.execute("ALTER TABLE editions_withdrawalwish ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE editions_edition DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE editions_edition SET published_at = published_at - interval '1 minute'"
            " WHERE action = 'withdrawn'"
        )
        cursor.execute("ALTER TABLE editions_edition ENABLE TRIGGER USER")
    assert "the log does not say that yet" in " ".join(str(finding) for finding in audit())


@given(notice=st.text(alphabet="abÅ.,!  \t\n\x0b\x1c\x85\xa0\u2003\u2028", max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_wish_may_say_is_in_the_form_of_the_house(db, notice):
    with connection.cursor() as cursor:
        cursor.execute("SELECT editions_line_faults(%s)", [notice])
        (faults,) = cursor.fetchone()
    assert faults or "  " in notice or line_in_form(notice) == notice


@pytest.mark.parametrize("notice", ["Ikke  følg dette rådet.", "Ikke følg   dette rådet."])
def test_a_notice_that_the_house_would_write_otherwise_makes_no_wish(house, live, notice):
    with pytest.raises(DatabaseError, match="one blank between two words"):
        WithdrawalWish.objects.create(
            content_id=live.translation_key, lang="nb", reason="unsafe", notice=notice,
            actor_id=house["duty"].pk,
        )  # fmt: skip
    withdrawn_by(house, live)
    assert log() == [(2, "unsafe", "safety", house["duty"].pk)]


@contextmanager
def signed_meanwhile(house):
    """A text that was signed while the wish for its withdrawal was written, and is public under it.

    The wish was stamped before the signature, and committed when that had been asked.
    """
    page = draft(author=house["author"])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    with session() as other:
        other.execute(WISH, [page.translation_key, house["duty"].pk])
        with open_transaction(lambda: act(state, "sign", by=house["clinician"], **data)):
            other.commit()
    assert public_status(page) == 410
    yield page
    assert wishes_run() == {}
    assert told(page) == ("unsafe", "Borte.")
    assert log() == [(2, "unsafe", "safety", house["duty"].pk)]
    assert list(audit()) == []
    prepared.publish(again(page), house=house)
    assert public_status(page) == 200


@pytest.mark.parametrize(
    "said", [MILD, {"reason": "error", "notice": "Borte."}, {"reason": "unsafe", "notice": "Nei."}]
)
def test_what_was_signed_meanwhile_is_withdrawn_as_it_was_wished(house, said):
    with signed_meanwhile(house) as page, pytest.raises(DatabaseError, match="waits for the log"):
        withdrawal_forge(page, actor=house["chief"], **said)


def test_who_wished_it_may_have_lost_the_right_meanwhile(house):
    with signed_meanwhile(house):
        house["duty"].groups.clear()


def test_who_wished_for_what_was_overtaken_is_not_the_second_person(house, live):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live)
        WithdrawalWish.objects.create(
            content_id=live.translation_key, lang="nb", reason="unsafe", notice=LINE,
            actor_id=house["chief"].pk,
        )  # fmt: skip
    assert wishes_run() == {}
    assert log()[-1] == (3, "unsafe", "safety", house["duty"].pk)
    newest = Edition.objects.latest("pk")
    assert set(writers_of(edition_id=newest.pk)) == {house["duty"].pk, house["chief"].pk}
