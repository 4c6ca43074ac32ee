"""The ways round that lead by the steps of the workflow themselves: W-09 to W-15."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import TaskState, Workflow

from content_models.publishing import PublicationRefused
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.models import ClinicalSignOffTask, DeskReviewTask
from editorial.workflow.scheduling import schedule_run
from editorial.workflow.services import ActionRefused
from tests.factories.pages import draft
from tests.flows.test_ways_round import UNSIGNED, in_clinic, state_of, unsigned
from tests.signing import act, sign_data, submit
from tests.timing import database_at

__all__ = ["unsigned"]

pytestmark = pytest.mark.usefixtures("in_english")


def test_w09_a_task_in_use_is_not_deactivated(house, unsigned):
    in_clinic(unsigned, house)
    with pytest.raises(ActionRefused):
        ClinicalSignOffTask.objects.get().deactivate(user=house["superuser"])
    assert ClinicalSignOffTask.objects.get().active


def test_w10_a_workflow_without_tasks_publishes_nothing(house, unsigned):
    empty = Workflow.objects.create(name="Empty")
    before = state_of(unsigned)
    with pytest.raises(PublicationRefused) as refusal:
        empty.start(unsigned, house["superuser"])
    assert [reason.code for reason in refusal.value.reasons] == ["no-clinical-step"]
    assert state_of(unsigned) == before


def test_w11_a_clinical_step_removed_in_flight_publishes_nothing(house, unsigned):
    state = submit(unsigned, by=house["author"])
    Workflow.objects.get().workflow_tasks.filter(
        task=ClinicalSignOffTask.objects.get().task_ptr
    ).delete()
    with pytest.raises(PublicationRefused):
        act(state, "approve", by=house["desk"])
    assert DeskReviewTask.objects.get().task_states.get().status == TaskState.STATUS_IN_PROGRESS


def test_w15_a_refused_page_does_not_stop_the_one_behind_it(house, unsigned):
    signed = draft(author=house["author"], slug="signert", title="Signert")
    soon = timezone.now() + timedelta(hours=1)
    for page in (unsigned, signed):
        page.go_live_at = soon
        page.save_revision(user=house["author"])
        state = in_clinic(page, house)
        act(state, "sign", by=house["clinician"], **sign_data(page))
    signoff = SignOff.objects.get(page_id=unsigned.pk)
    signoff_revoke(signoff=signoff, actor=house["clinician"], reason="Feil dose.")
    assert public_by_id(content_id=signed.translation_key, lang="nb") is None
    with database_at(soon + timedelta(minutes=1)), override("en"):
        report = schedule_run()
    assert report.refused == {unsigned.pk: [UNSIGNED]}
    assert report.published == [signed.pk]
    assert public_by_id(content_id=unsigned.translation_key, lang="nb") is None
    assert public_by_id(content_id=signed.translation_key, lang="nb").state == "current"
