"""A review that was begun before its text was taken down brings nothing back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from wagtail.models import Locale, Page, TaskState, WorkflowState

from content_models.publishing import Candidate, PublicationRefused
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition, LogEntry
from editorial.editions.rules import Verdict
from editorial.editions.selectors import public_by_id
from editorial.editions.services import WithdrawalRefused, edition_withdraw
from editorial.signoff.models import SignOff
from editorial.signoff.services import SignOffRefused
from editorial.workflow.selectors import pass_obstacles, sign_obstacles
from tests.contract.rows import owner
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit
from tests.timing import time_over

pytestmark = pytest.mark.usefixtures("in_english")

EARLIER = timedelta(hours=1)


def in_clinic(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


def withdraw(page, house, **what):
    edition_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="error", notices={}, **what
    )


def expire(page):
    time_over(page)
    assert expiry_run().expired == [page.pk]


def statuses(state):
    state.refresh_from_db()
    return state.status, sorted(state.task_states.values_list("status", flat=True))


def all_written():
    return SignOff.objects.count(), Edition.objects.count(), LogEntry.objects.count()


TAKEN_DOWN = {
    "withdrawn": withdraw,
    "unpublished": lambda page, house: Page.objects.get(pk=page.pk).specific.unpublish(),
    "deleted": lambda page, house: Page.objects.get(pk=page.pk).specific.delete(),
}


@pytest.mark.parametrize("how", TAKEN_DOWN)
def test_whoever_takes_a_text_down_ends_its_review(house, live, how):
    state = in_clinic(live, house)
    TAKEN_DOWN[how](live, house)
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"
    assert statuses(state) == ("cancelled", ["approved", "cancelled"])
    assert Page.objects.get(pk=live.pk).current_workflow_state is None


def test_a_text_that_went_back_to_its_author_starts_anew_too(house, live):
    state = in_clinic(live, house)
    act(state, "reject", by=house["clinician"], comment="Mangler kilde.")
    withdraw(live, house)
    assert statuses(state) == ("cancelled", ["approved", "rejected"])


def test_the_review_of_a_language_that_was_unticked_goes_on(house, live, published):
    english = live.copy_for_translation(Locale.objects.get(language_code="en"))
    state = submit(english, by=house["author"])
    withdraw(live, house, languages=["nb"])
    assert statuses(state) == ("in_progress", ["in_progress"])
    with pytest.raises(WithdrawalRefused) as refusal:
        withdraw(live, house, languages=["nb"])
    assert [reason.code for reason in refusal.value.reasons] == ["not-public"]
    withdraw(live, house)
    assert statuses(state) == ("cancelled", ["cancelled"])


def test_a_review_that_can_not_be_cancelled_stops_no_withdrawal_and_counts_no_more(
    house, live, published, monkeypatch
):
    """The signing rule, the screen, the desk and the gate all say why; a new review is signed."""
    state = in_clinic(live, house)

    def broken(self, user=None):
        WorkflowState.objects.filter(pk=self.pk).update(status="cancelled")
        raise RuntimeError("no letter can be sent")

    with monkeypatch.context() as patched:
        patched.setattr(WorkflowState, "cancel", broken)
        withdraw(live, house)
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"
    assert statuses(state) == ("in_progress", ["approved", "in_progress"])
    step = state.current_task_state.specific
    page = step.revision.as_object()
    before = all_written()
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=house["clinician"], **sign_data(page))
    assert [reason.code for reason in refusal.value.reasons] == ["withdrawn"]
    assert refusal.value.reasons[0].text.endswith(": it needs a new review.")
    shown = sign_obstacles(task_state=step, user=house["clinician"], candidate=Candidate(page))
    assert shown == refusal.value.reasons
    assert pass_obstacles(task_state=step, user=house["desk"]) == shown
    assert all_written() == before
    state.cancel(user=house["author"])
    assert published(live).live


def test_the_gate_counts_no_sign_off_of_a_review_begun_before_the_withdrawal(
    house, live, monkeypatch
):
    """Even with the signing rule deceived, and with the gate deceived the commit refuses."""
    withdraw(live, house)
    state = in_clinic(live, house)
    with owner() as connection:
        # No process can say that it began earlier; only who owns the triggers.
        connection.execute("ALTER TABLE wagtailcore_workflowstate DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE wagtailcore_workflowstate SET created_at = created_at - %s WHERE id = %s",
            [EARLIER, state.pk],
        )
        connection.execute("ALTER TABLE wagtailcore_workflowstate ENABLE TRIGGER USER")
    monkeypatch.setattr("editorial.workflow.services.withdrawn_at", lambda _page: None)
    before = all_written()
    data = sign_data(state.current_task_state.revision.as_object())
    with pytest.raises(PublicationRefused) as refusal:
        act(state, "sign", by=house["clinician"], **data)
    assert [reason.code for reason in refusal.value.reasons] == ["unsigned", "stale-signoff"]
    assert all_written() == before
    monkeypatch.setattr(
        "editorial.editions.gate.signoff_verdict",
        lambda *, signoffs, **_facts: Verdict(reasons=[], chosen=(signoffs[-1].id,)),
    )
    with pytest.raises(DatabaseError, match="does not stand for this text"):
        act(state, "sign", by=house["clinician"], **data)
    assert all_written() == before
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"


def test_the_clock_ends_no_review_that_nobody_has_signed_in(house, live):
    """It may be the one that prolongs the text; what is signed after the end counts."""
    state = in_clinic(live, house)
    expire(live)
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"
    assert statuses(state) == ("in_progress", ["approved", "in_progress"])
    act(state, "sign", by=house["clinician"], **sign_data(live))
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "current"


def test_the_clock_ends_a_review_whose_first_signature_counts_no_more(house, published):
    live = published(draft(author=house["author"], risk_class="A"))
    state = in_clinic(live, house)
    act(state, "sign", by=house["clinician"], **sign_data(live))
    expire(live)
    assert statuses(state) == ("cancelled", ["approved", "cancelled"])
    assert TaskState.objects.filter(status="in_progress").count() == 0
    assert published(live).live
