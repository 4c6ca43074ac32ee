"""A text that a clinician sends back: changed it starts at the desk, unchanged it goes on there."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState

from content_models.pages import IllnessPage
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from editorial.workflow.models import ClinicalTaskState, DeskTaskState, HouseTask
from editorial.workflow.services import ActionRefused
from tests.factories.pages import draft, edit, section
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")


def returned(house, *, by="clinician", **fields):
    """A draft that went to a step and back to its author."""
    page = draft(author=house["author"], **fields)
    state = submit(page, by=house["author"])
    if by == "clinician":
        act(state, "approve", by=house["desk"])
    act(state, "reject", by=house[by], comment="Mangler kilde.")
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return page, state


def resume(state, *, by):
    """What the editor's button does with a text that was sent back."""
    WorkflowState.objects.get(pk=state.pk).resume(user=by)
    state.refresh_from_db()
    return state.current_task_state.specific


def sign(state, *, by):
    state.refresh_from_db()
    act(state, "sign", by=by, **sign_data(state.current_task_state.revision.as_object()))


CHANGES = {
    "text": {"body": [section("Sov mer.")]},
    "title": {"title": "Søvn"},
    "address": {"slug": "en-annen-adresse"},
    "label": {"machine_translated": True},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_text_starts_at_the_desk_and_the_last_signature_publishes(house, what):
    page, state = returned(house)
    edit(page, author=house["author"], **CHANGES[what])
    step = resume(state, by=house["author"])
    assert isinstance(step, DeskTaskState)
    with pytest.raises(ActionRefused):
        sign(state, by=house["clinician"])
    act(state, "approve", by=house["desk"])
    assert not Edition.objects.exists()
    sign(state, by=house["clinician"])
    assert Page.objects.get(pk=page.pk).live
    assert [row.action for row in Edition.objects.all()] == ["published"]


@pytest.mark.parametrize("saved", [True, False])
def test_an_unchanged_text_goes_back_to_who_asked(house, saved):
    page, state = returned(house)
    if saved:
        edit(page, author=house["author"])
    step = resume(state, by=house["author"])
    assert isinstance(step, ClinicalTaskState)
    assert step.revision_id == Page.objects.get(pk=page.pk).latest_revision_id
    sign(state, by=house["clinician"])
    assert Page.objects.get(pk=page.pk).live


def test_what_the_desk_returned_comes_back_to_the_desk(house):
    page, state = returned(house, by="desk")
    edit(page, author=house["author"], body=[section("Sov mer.")])
    assert isinstance(resume(state, by=house["author"]), DeskTaskState)


def test_unchanged_twice_and_then_changed(house):
    page, state = returned(house)
    edit(page, author=house["author"])
    assert isinstance(resume(state, by=house["author"]), ClinicalTaskState)
    act(state, "reject", by=house["clinician"], comment="Det står ikke der.")
    edit(page, author=house["author"])
    assert isinstance(resume(state, by=house["author"]), ClinicalTaskState)
    act(state, "reject", by=house["clinician"], comment="Fortsatt ikke.")
    edit(page, author=house["author"], body=[section("Sov mer.")])
    assert isinstance(resume(state, by=house["author"]), DeskTaskState)


def test_the_desk_publishes_nothing_in_a_review_that_an_older_release_began(house, monkeypatch):
    """There the clinician's step came first and the desk's after it."""
    page, state = returned(house)
    edit(page, author=house["author"], body=[section("Sov mer.")])
    with monkeypatch.context() as older:
        older.delattr(HouseTask, "start")
        assert isinstance(resume(state, by=house["author"]), ClinicalTaskState)
        sign(state, by=house["clinician"])
    state.refresh_from_db()
    assert isinstance(state.current_task_state.specific, DeskTaskState)
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    assert not Edition.objects.exists()
    assert isinstance(state.current_task_state.specific, ClinicalTaskState)
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    sign(state, by=house["clinician"])
    assert [row.action for row in Edition.objects.all()] == ["published"]


def posted(step, person, **data):
    """Press a button of the review screen; the sentences that follow."""
    client = Client()
    client.force_login(person)
    answer = client.post(reverse("review", args=[step.pk]), data, follow=True)
    return [str(message).split("\n")[0] for message in answer.context["messages"]]


def test_each_sentence_says_what_the_log_and_the_step_say(house):
    page = draft(IllnessPage, author=house["author"], title="Hals", slug="hals", risk_class="A")
    state = submit(page, by=house["author"])

    def step():
        return WorkflowState.objects.get(pk=state.pk).current_task_state.specific

    def signed(by):
        return posted(step(), house[by], action="sign", **sign_data(step().revision.as_object()))

    assert posted(step(), house["desk"], action="approve") == [
        "“Hals” is passed on to clinical sign-off."
    ]
    assert posted(step(), house["clinician"], action="reject", comment="Mangler kilde.") == [
        "“Hals” went back to its author with what you wrote."
    ]
    edit(page, author=house["author"], body=page.body)
    edit(page, author=house["author"], summary="Andre ord.")
    resume(state, by=house["author"])
    assert posted(step(), house["desk"], action="approve") == [
        "“Hals” is passed on to clinical sign-off."
    ]
    assert signed("clinician") == [
        "You have signed “Hals”. Another clinician must sign before it is public."
    ]
    assert not Edition.objects.exists()
    assert signed("second") == ["You have signed “Hals”, and it is public now."]
    assert (Edition.objects.count(), SignOff.objects.count()) == (1, 2)
    assert TaskState.objects.filter(status="in_progress").count() == 0
