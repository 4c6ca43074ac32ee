"""The desk's button stands on a step's screen where it would be accepted, and nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from editorial.people import groups
from tests.factories import people
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
PASS_ON = "Pass on to clinical sign-off"
PEOPLE = ("author", "desk", "other desk", "clinician", "duty", "chief", "superuser")


def at_desk(house):
    page = draft(author=house["author"])
    return submit(page, by=house["author"])


def submitted_by_the_desk(house):
    return submit(draft(author=house["author"]), by=house["desk"])


def written_by_the_desk(house):
    page = draft(author=house["author"])
    edit(page, author=house["desk"], summary="Sov nok, og til faste tider.")
    return submit(type(page).objects.get(pk=page.pk), by=house["author"])


def mended_on_the_desk(house):
    state = at_desk(house)
    page = state.content_object
    edit(page, author=house["desk"], summary="Sov nok, og til faste tider.")
    return state


def passed_on(house):
    state = at_desk(house)
    act(state, "approve", by=house["desk"])
    return state


def sent_back(house):
    state = at_desk(house)
    act(state, "reject", by=house["desk"], comment="Mangler kilde.")
    return state


def cancelled(house):
    state = at_desk(house)
    state.cancel(user=house["author"])
    return state


def published(house):
    state = passed_on(house)
    state.refresh_from_db()
    text = state.current_task_state.revision.as_object()
    act(state, "sign", by=house["clinician"], **sign_data(text, by=house["clinician"]))
    return state


# Who may pass it on, in its first step.
STATES = {
    at_desk: {"desk", "other desk"},
    submitted_by_the_desk: {"other desk"},
    written_by_the_desk: {"other desk"},
    mended_on_the_desk: {"desk", "other desk"},
    passed_on: set(),
    sent_back: set(),
    cancelled: set(),
    published: set(),
}


CASES = [(stands, may) for stands, all_who in STATES.items() for may in sorted(all_who) or [""]]


def shown_and_accepted(person, step):
    """Whether the button stands on the screen of the step, and whether pressing it was accepted."""
    browser = Client()
    browser.force_login(person)
    address = reverse("review", args=[step.pk])
    is_shown = f"{PASS_ON}</button>" in browser.get(address, follow=True).text
    before = step.status
    answer = browser.post(address, {"action": "approve"}, follow=True)
    step.refresh_from_db()
    is_accepted = (before, step.status) == ("in_progress", "approved")
    assert is_accepted or step.status == before
    assert answer.status_code in (200, 403, 422)
    return is_shown, is_accepted


@pytest.mark.parametrize(("stands", "may"), CASES, ids=lambda each: getattr(each, "__name__", each))
def test_the_button_is_there_where_it_is_accepted(house, stands, may):
    house["other desk"] = people.user("other desk", groups.DESK)
    step = stands(house).task_states.order_by("pk").first()
    for who in PEOPLE:
        if who not in STATES[stands]:
            assert (who, shown_and_accepted(house[who], step)) == (who, (False, False))
    if may:
        assert shown_and_accepted(house[may], step) == (True, True)
