"""A character that no text has is answered wherever it is posted, and what was typed is kept."""

import json

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.users.models import UserProfile

from cms.admin import forms as house_forms
from cms.admin import search_forms
from content_models.words import Words, whole
from editorial.editions.models import Edition, WithdrawalWish
from editorial.signoff.models import SignOff
from editorial.workflow import forms as workflow_forms
from tests.editing import opened
from tests.factories.pages import draft
from tests.flows.test_hostile_forms import TABLE, posted
from tests.flows.test_promises import WINDOW, in_clinic
from tests.flows.test_wishes_of_others import said
from tests.signing import submit

pytestmark = pytest.mark.usefixtures("in_english")
NONE = {"NUL": "\x00", "half": "\ud83e", "other half": "\udd14"}
WORDS = "Kostbare ord"
STEPS = [("desk", "approve"), ("desk", "reject"), ("clinician", "sign"), ("clinician", "reject")]


def client_of(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def at_step(house, who):
    if who == "clinician":
        return in_clinic(house)
    page = draft(author=house["author"])
    return page, submit(page, by=house["author"])


def ways(page, step, action, comment):
    """Every way to act on a step that takes words: address, form and headers."""
    if "\x00" in comment:
        form = {"action": action, "comment": comment}
        yield "screen", reverse("review", args=[step.pk]), form, {}
        for name in ("workflow_action", "collect_workflow_action_data"):
            place = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, action, step.pk])
            yield name, place, form, WINDOW
    edit = f"/admin/pages/{page.pk}/edit/"
    extra = {
        "action-workflow-action": "true", "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps({"comment": comment}),
    }  # fmt: skip
    form = opened(Page.objects.get(pk=page.pk).specific) | extra
    yield "editor", edit, form, {"referer": f"http://testserver{edit}"}


@pytest.mark.parametrize("character", NONE)
@pytest.mark.parametrize(("who", "action"), STEPS)
def test_no_step_is_taken_with_it_and_the_words_are_said(house, who, action, character):
    page, _state = at_step(house, who)
    comment = f"{WORDS}{NONE[character]}"
    step = WorkflowState.objects.active().get(object_id=str(page.pk)).current_task_state
    tried = 0
    for way, address, form, headers in ways(page, step, action, comment):
        answer = client_of(house[who]).post(address, form, follow=True, headers=headers)
        assert answer.status_code in (200, 422), (way, answer.status_code)
        assert WORDS in (answer.json()["html"] if headers == WINDOW else answer.text), way
        step.refresh_from_db()
        assert (step.status, step.comment) == ("in_progress", ""), way
        tried += 1
    assert tried == (4 if character == "NUL" else 1)
    assert not SignOff.objects.exists()


def test_a_comment_of_the_desk_is_as_long_as_a_comment_may_be(house):
    _page, state = at_step(house, "desk")
    step = state.current_task_state
    answer = client_of(house["desk"]).post(
        reverse("review", args=[step.pk]), {"action": "approve", "comment": WORDS + "x" * 5000}
    )
    assert (answer.status_code, WORDS in answer.text) == (422, True)
    step.refresh_from_db()
    assert step.status == "in_progress"


@pytest.mark.parametrize("character", NONE)
def test_no_block_that_is_posted_as_json_breaks_the_editor(house, character):
    page = draft(author=house["author"])
    text = f"{WORDS}{NONE[character]}"
    paragraph = {"key": "a", "text": text, "type": "unstyled", "depth": 0}
    paragraph |= {"inlineStyleRanges": [], "entityRanges": []}
    table = json.dumps(TABLE | {"data": [[text, "b"]]})
    kinds = {
        "text": json.dumps({"blocks": [paragraph], "entityMap": {}}),
        "table": {"caption": "c", "header_row": "on", "table": table},
    }
    for kind, value in kinds.items():
        answer = client_of(house["author"]).post(
            f"/admin/pages/{page.pk}/edit/", posted(page, **{kind: value}), follow=True
        )
        assert (answer.status_code, WORDS in answer.text) == (200, True), kind


@pytest.mark.parametrize("character", NONE)
def test_json_of_a_person_that_holds_it_is_no_fault(house, character):
    for sent in ({NONE[character]: "a"}, {"a": NONE[character]}, {"a": [{"b": NONE[character]}]}):
        answer = client_of(house["author"]).patch(
            "/admin/dismissibles/", json.dumps(sent), content_type="application/json"
        )
        assert answer.status_code == 400, answer.status_code
    assert UserProfile.get_for_user(house["author"]).dismissibles == {}


def house_forms_all():
    for module in (house_forms, search_forms, workflow_forms):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, forms.Form) and kind.__module__ == (
                module.__name__
            ):  # fmt: skip
                yield kind


def test_every_text_of_every_form_of_the_house_refuses_it():
    texts = [
        (kind.__name__, name, field)
        for kind in house_forms_all()
        for name, field in kind.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
    ]
    notices = house_forms.WithdrawForm().fields
    texts += [("WithdrawForm", name, notices[name]) for name in notices if "notice_" in name]
    assert len(texts) > 12
    for form, name, field in texts:
        for character in NONE.values():
            with pytest.raises(forms.ValidationError):
                field.clean(f"ord{character}")
        assert isinstance(field, Words | forms.RegexField), (form, name)


def test_a_half_is_replaced_as_a_browser_does_it():
    assert whole("a\ud83eb\udd14") == "a\ufffdb\ufffd"
    assert whole("\ufeff\U0001f914") == "\ufeff\U0001f914"


NO_NUMBERS = ["abc", "1\x00", "-1", "9" * 30, "1.5", "٣", "0", "[]"]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=ascii)
def test_a_chooser_is_drawn_again_with_what_names_nothing(house, published, value):
    live = published(draft(author=house["author"]))
    withdraw = {"reason": "unsafe", "languages": ["nb"], "shown": "nb", "notice_nb": WORDS}
    bet = {"reason": WORDS, "query": "hals", "kind": "best", "lang": "nb", "page": value}
    posts = [
        ("duty", f"/admin/pages/{live.pk}/withdraw/", withdraw | {"replacement": value}),
        ("chief", reverse("search_entry_add", args=["bets"]), bet),
    ]
    move = client_of(house["superuser"]).post(
        f"/admin/pages/{live.pk}/move/", {"new_parent_page": value}
    )
    assert move.status_code in (200, 302, 400)
    for who, address, form in posts:
        answer = client_of(house[who]).post(address, form)
        assert (answer.status_code, WORDS in answer.text) == (200, True), address
    assert not WithdrawalWish.objects.exists()
    assert Edition.objects.count() == 1
    assert said(client_of(house["duty"]).get("/admin/")) == []
