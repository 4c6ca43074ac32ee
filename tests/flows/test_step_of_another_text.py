"""An address that names one text and a step of another does nothing, and says so."""

import json

import pytest
from django.test import Client
from django.urls import get_resolver
from wagtail.models import TaskState

from cms.admin.steps import HouseCollectActionData, HouseWorkflowAction
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
ADDRESS = "/admin/pages/workflow/{view}/{page}/{action}/{step}/"
SAID = "This step is of another text than the one in the address."
ACTIONS = [("clinician", "sign"), ("clinician", "reject"), ("desk", "approve"), ("desk", "reject")]
VIEWS = ["action", "collect_action_data"]


def in_review(house, slug, *, at):
    """A text at the desk, or with the clinicians."""
    page = draft(author=house["author"], slug=slug, title=slug)
    state = submit(page, by=house["author"])
    if at == "clinician":
        act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return page, state.current_task_state


def standing():
    return (
        list(TaskState.objects.order_by("pk").values_list("pk", "status", "finished_at")),
        SignOff.objects.count(),
        Edition.objects.count(),
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("who", "action"), ACTIONS)
@pytest.mark.parametrize("is_window", [True, False], ids=["window", "page"])
def test_nothing_is_done_under_the_address_of_another(house, who, action, view, is_window):
    page, step = in_review(house, "denne", at=who)
    other, _its_step = in_review(house, "annen", at=who)
    browser = Client()
    browser.force_login(house[who])
    headers = {"x-requested-with": "XMLHttpRequest"} if is_window else {}
    data = {**sign_data(page), "attested": "on", "comment": "Mangler kilde."}
    before = standing()
    wrong = ADDRESS.format(view=view, page=other.pk, action=action, step=step.pk)
    for answer in (
        browser.get(wrong, headers=headers, follow=True),
        browser.post(wrong, data, headers=headers, follow=True),
    ):
        assert answer.status_code == 200
        shown = json.loads(answer.content)["html"] if is_window else answer.text
        assert SAID in shown
    assert standing() == before
    # Under its own address the same is done, or taken for the editor to do.
    right = ADDRESS.format(view=view, page=page.pk, action=action, step=step.pk)
    answer = browser.post(right, data, headers=headers, follow=True)
    assert SAID not in answer.text
    assert (standing() != before) is (view == "action")


def test_every_address_of_a_step_that_names_a_page_asks_it():
    """A door that Wagtail adds is not left open: each such address is answered by the house."""
    found = set()
    for route, _view in _routes(get_resolver(), ""):
        if "task_state_id" in route and "page_id" in route:
            first = get_resolver().resolve("/" + _filled(route)).func
            found.add((getattr(first, "view_class", None), route.partition("pages/")[2]))
    assert {view for view, _route in found} == {HouseWorkflowAction, HouseCollectActionData}
    assert len({route for _view, route in found}) == len(VIEWS)


def _filled(route):
    for kind in ("<int:page_id>", "<int:task_state_id>"):
        route = route.replace(kind, "1")
    return route.replace("<slug:action_name>", "sign")


def _routes(resolver, before):
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _routes(each, here)
        else:
            yield here, each.callback


def test_a_step_that_is_none_is_not_found(house):
    page, _step = in_review(house, "denne", at="clinician")
    browser = Client()
    browser.force_login(house["clinician"])
    for view in VIEWS:
        address = ADDRESS.format(view=view, page=page.pk, action="sign", step=4711)
        assert browser.post(address, {}).status_code == 404
