"""What was typed in a step of a review stands there again where it is refused, whoever refuses."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState

from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.flows.test_promises import WINDOW, Form, in_clinic
from tests.holding import TAKE_ORDER, held
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
HELD = "Another transaction holds the log, and nothing was written."
WORDS = "Lest nøye, og sammenlignet med pakningsvedlegget."


@pytest.mark.parametrize("place", ["screen", "window"])
def test_a_signature_that_the_database_refuses_keeps_its_comment(house, place):
    page, _state = in_clinic(house)
    form = Form(house, "clinician", page, place=place)
    with held(TAKE_ORDER):
        said = form.press(comment=WORDS)
    assert HELD in said
    assert WORDS in said
    assert (SignOff.objects.count(), Edition.objects.count()) == (0, 0)
    # Nothing has to be typed again.
    form.press(comment=WORDS)
    assert Edition.objects.get().lang == "nb"


def returns(house, page, *, place, comment):
    """Ask for changes; what the screen or the window says."""
    browser = Client()
    browser.force_login(house["clinician"])
    step = WorkflowState.objects.active().get(object_id=str(page.pk)).current_task_state
    if place == "screen":
        address, headers = reverse("review", args=[step.pk]), {}
    else:
        name = "wagtailadmin_pages:workflow_action"
        address, headers = reverse(name, args=[page.pk, "reject", step.pk]), WINDOW
    data = {"action": "reject", "comment": comment}
    answer = browser.post(address, data, headers=headers)
    return answer.text if place == "screen" else answer.json()["html"]


@pytest.mark.parametrize("place", ["screen", "window"])
def test_asking_for_changes_without_words_is_refused_in_the_same_words(house, place):
    page, state = in_clinic(house)
    said = returns(house, page, place=place, comment=" ")
    assert "Say what must change, and why." in said
    assert "This field is required." not in said
    state.refresh_from_db()
    assert state.status == "in_progress"


@pytest.mark.parametrize("place", ["screen", "window"])
def test_too_many_words_are_refused_and_kept(house, place):
    page, _state = in_clinic(house)
    words = "Kilden mangler. " * 400
    said = returns(house, page, place=place, comment=words)
    assert "5000" in said
    assert words.strip() in said


@pytest.mark.parametrize("name", ["shown_digest", "checklist_version", "shown_follows"])
def test_what_a_window_lacks_is_named_in_words(house, name):
    page, _state = in_clinic(house)
    form = Form(house, "clinician", page, place="window")
    said = form.press(**{name: ""}, comment=WORDS)
    assert "The form does not say it. Open the step anew." in said
    assert f"{name}:" not in said
    assert WORDS in said
    assert not SignOff.objects.exists()


def test_who_has_signed_twice_in_a_review_is_named_once(house):
    page = draft(author=house["author"], title="Hals", risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page, by=house["clinician"]))
    act(state, "reject", by=house["second"], comment="Kilden?")
    state.refresh_from_db()
    state.resume(user=house["author"])
    state.refresh_from_db()
    if state.current_task_state.task.name == "Desk review":
        act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page, by=house["clinician"]))
    screen = Form(house, "second", page, place="screen").html
    assert "1 of 2 clinicians have signed." in screen
    assert screen.count("Dr. Clinician, ") == 1
