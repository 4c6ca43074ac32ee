"""What is said after a click, compared with the log: routes whose screens need no browser.

The walks with a browser are in tests/browser/admin; the sentences are the same templates.
"""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from editorial.editions.selectors import public_by_id
from editorial.editions.withdrawal import reasons_to_choose
from tests.browser.admin.standing import Standing, standings
from tests.editing import opened
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit

SUBMITTED = "«Hals» er sendt til gjennomgang."
PASSED_ON = "«Hals» er sendt videre til medisinskfaglig godkjenning."
SENT_BACK = "«Hals» gikk tilbake til forfatteren med det du skrev."
PUBLIC = "Du har signert «Hals», og den er nå publisert."


def said(answer):
    assert answer.status_code == 200
    return [str(message).strip().partition("\n")[0] for message in answer.context["messages"]]


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def step_of(page):
    return WorkflowState.objects.active().get(object_id=str(page.pk)).current_task_state


def clicks(house, who, page, action):
    data = {"action": action, "comment": "Mangler kilde."}
    if action == "sign":
        data |= sign_data(step_of(page).revision.as_object())
    address = reverse("review", args=[step_of(page).pk])
    return said(browser_of(house[who]).post(address, data, follow=True))


def writes(house, page, **changes):
    """The author saves in the editor, or submits from it, and reads what is said."""
    page = Page.objects.get(pk=page.pk).specific
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = browser_of(house["author"]).post(address, opened(page, **changes), follow=True)
    return said(answer)


def stands(page):
    return standings([page.pk])[page.pk]


CHANGES = {
    "changed": {"summary": "Andre ord."},
    "at another address": {"slug": "halsen"},
    "saved and not changed": {},
    "not saved": None,
}


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("what", CHANGES)
def test_what_the_desk_sends_back_comes_back_to_the_desk(house, what, times):
    """Changed or not: the desk has passed nothing on, so it is the desk that reads it."""
    page = draft(author=house["author"], title="Hals", slug="hals")
    assert writes(house, page, **{"action-submit": "1"}) == [SUBMITTED]
    for _time in range(times):
        assert clicks(house, "desk", page, "reject") == [SENT_BACK]
        assert stands(page) == Standing(step="author")
        if CHANGES[what] is not None:
            writes(house, page, **CHANGES[what])
            assert stands(page) == Standing(step="author")
        assert writes(house, page, **{"action-submit": "1"}) == [SUBMITTED]
        assert stands(page) == Standing(step="desk")
    assert clicks(house, "desk", page, "approve") == [PASSED_ON]
    assert stands(page) == Standing(step="clinicians")
    assert clicks(house, "clinician", page, "sign") == [PUBLIC]
    assert stands(page) == Standing(log="published", signed=1, public="text")


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_clinician_sends_back_goes_by_what_became_of_it(house, what):
    page = draft(author=house["author"], title="Hals", slug="hals")
    submit(page, by=house["author"])
    clicks(house, "desk", page, "approve")
    assert clicks(house, "clinician", page, "reject") == [SENT_BACK]
    changes = CHANGES[what]
    if changes is not None:
        writes(house, page, **changes)
    assert writes(house, page, **{"action-submit": "1"}) == [SUBMITTED]
    assert stands(page) == Standing(step="desk" if changes else "clinicians")


NOTICES = {"the house's words": "", "a line of its own": "Ring 113 om du er i tvil."}


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("reason", [code for code, _label in reasons_to_choose()])
def test_a_withdrawal_with_each_reason(house, published, reason, notice):
    page = published(draft(author=house["author"], title="Hals", slug="hals"))
    data = {"reason": reason, "languages": ["nb"], "notice_nb": NOTICES[notice]}
    address = reverse("withdraw", args=[page.pk])
    shown = browser_of(house["duty"]).get(address)
    assert f'value="{reason}"' in shown.text
    answer = browser_of(house["duty"]).post(address, data, follow=True)
    assert said(answer) == ["«Hals» er trukket tilbake på: Norsk bokmål."]
    assert stands(page) == Standing(log="published withdrawn", signed=1, public="notice")
    told = public_by_id(content_id=page.translation_key, lang="nb").data()["edition"]["withdrawal"]
    assert told["reason"] == reason
    assert told["notice"] == NOTICES[notice] or not NOTICES[notice]
    reader = Client().get("/nb/levevaner/hals")
    assert reader.status_code == 410
    assert told["notice"] in reader.text


def test_a_reason_of_the_system_is_in_no_form(house, published):
    page = published(draft(author=house["author"], title="Hals", slug="hals"))
    address = reverse("withdraw", args=[page.pk])
    for reason in ("revoked", "expired", "", "whim"):
        data = {"reason": reason, "languages": ["nb"], "notice_nb": ""}
        assert browser_of(house["duty"]).post(address, data).status_code == 200
    assert stands(page) == Standing(log="published", signed=1, public="text")


def test_a_step_that_is_over_says_so(house):
    page = draft(author=house["author"], title="Hals", slug="hals")
    state = submit(page, by=house["author"])
    step = step_of(page)
    act(state, "approve", by=house["desk"])
    address = reverse("review", args=[step.pk])
    answer = browser_of(house["desk"]).post(address, {"action": "approve"}, follow=True)
    assert said(answer) == ["Dette steget pågår ikke lenger."]
    assert stands(page) == Standing(step="clinicians")
