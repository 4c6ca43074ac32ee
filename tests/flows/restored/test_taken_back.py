"""Sign-offs that were taken back in the lost part."""

import pytest

from editorial.editions.audit import audit
from editorial.editions.continuity import watch
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.heads.services import head_sign
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import signoff_revoke
from tests.backups import backups
from tests.factories.pages import draft, edit
from tests.flows.restored.story import accept, state
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")


def test_a_sign_off_that_was_taken_back_is_taken_back_again(db, house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    with backups(db) as made:
        number = made.take()
        signoff_revoke(signoff=SignOff.objects.get(), actor=house["clinician"], reason="Feil dose.")
        made.restore(number)
        watch.forget()
        said = accept()
        assert "1 sign-offs taken back again" in said
        row = SignOffRevocation.objects.get()
        assert (row.reason, row.revoked_by) == ("Feil dose.", house["chief"])
        assert state(page) == "withdrawn"
        assert [str(each) for each in audit()] == []


def test_one_that_carried_no_public_text_is_taken_back_too(db, house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    # No edition ever named it, so the log does not tell of it either.
    other = draft(author=house["author"], slug="to", title="To", risk_class="A")
    step = submit(other, by=house["author"])
    act(step, "approve", by=house["desk"])
    step.refresh_from_db()
    act(step, "sign", by=house["clinician"], **sign_data(other))
    first = SignOff.objects.get(page_id=other.pk)
    with backups(db) as made:
        number = made.take()
        signoff_revoke(signoff=first, actor=house["clinician"], reason="Feil dose.")
        made.restore(number)
        watch.forget()
        assert standing_now().sentence().startswith("What had been stopped or taken back is lost")
        assert "1 sign-offs taken back again" in accept()
        assert SignOffRevocation.objects.get().signoff_id == first.pk
        assert state(page) == "current"
        assert standing_now().is_restored is False


def test_one_that_was_given_and_taken_back_in_the_lost_part_keeps_nobody_waiting(
    db, house, published
):
    page = published(draft(author=house["author"], slug="en", title="En"))
    head_sign()
    with backups(db) as made:
        number = made.take()
        edit(page, author=house["author"], title="En til")
        published(page)
        newest = SignOff.objects.latest("pk")
        signoff_revoke(signoff=newest, actor=house["clinician"], reason="Feil dose.")
        made.restore(number)
        watch.forget()
        assert "1 texts withdrawn again, 0 sign-offs taken back again" in accept()
        assert state(page) == "withdrawn"
        # The number of the lost sign-off is given again: it is another sign-off.
        published(draft(author=house["author"], slug="to", title="To"))
        assert SignOff.objects.latest("pk").pk == newest.pk
        assert standing_now().is_restored is False
