"""Before a signature its giver reads what it leads to, in both places where it is given."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content_models.pages import LifestylePage
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit

AT_ONCE = "Din er den siste signaturen den trenger: Den er offentlig så snart du har signert."
BUTTON = "Signer denne teksten og gjør den offentlig"


def window_of(browser, page, step):
    """Wagtail's own window, from the editor's menu."""
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "sign", step.pk])
    return browser.get(address, headers={"x-requested-with": "XMLHttpRequest"}).json()["html"]


def screen_of(browser, page, step):
    return browser.get(reverse("review", args=[step.pk])).text


def clinical_step(house, page):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


@pytest.fixture(params=[screen_of, window_of])
def read(request, house):
    """What somebody reads where they sign the step that runs now."""

    def said(role, page, state):
        browser = Client()
        browser.force_login(house[role])
        return html.unescape(request.param(browser, page, state.current_task_state))

    return said


def test_the_last_of_two_signatures_publishes_and_its_button_says_so(house, read):
    page = draft(author=house["author"], risk_class="A")
    state = clinical_step(house, page)
    first = read("clinician", page, state)
    assert "Den blir ikke offentlig av din signatur alene: En kliniker til må signere" in first
    assert BUTTON not in first
    act(state, "sign", by=house["clinician"], **sign_data(page))
    state.refresh_from_db()
    second = read("second", page, state)
    assert AT_ONCE in second
    assert BUTTON in second
    act(state, "sign", by=house["second"], **sign_data(page))
    assert LifestylePage.objects.get(pk=page.pk).live


def test_a_text_with_a_day_to_come_goes_on_the_clock(house, read):
    wanted = timezone.now() + timedelta(days=2)
    page = draft(author=house["author"], go_live_at=wanted)
    state = clinical_step(house, page)
    said = read("clinician", page, state)
    when = timezone.localtime(wanted).strftime("%d.%m.%Y %H:%M")
    assert f"Din er den siste signaturen den trenger: Den blir offentlig {when}." in said
    assert BUTTON not in said


def test_nothing_is_promised_of_a_text_that_the_gate_would_refuse(house, read):
    page = draft(author=house["author"])
    state = clinical_step(house, page)
    step = state.current_task_state
    content = step.revision.content
    content["expire_at"] = (timezone.now() - timedelta(days=1)).isoformat()
    type(step.revision).objects.filter(pk=step.revision_id).update(content=content)
    said = read("clinician", page, state)
    assert AT_ONCE not in said
    assert BUTTON not in said
