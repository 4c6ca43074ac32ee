"""What was typed in the editor's window is there again where the save that brings it is refused."""

import json

import pytest
from wagtail.models import Page

from editorial.signoff.models import SignOff
from tests.editing import opened
from tests.flows.test_promises import Form, in_clinic, other_signs
from tests.flows.test_wishes_of_others import browser_of, said

pytestmark = pytest.mark.usefixtures("in_english")


def saved(house, page, extra, *, who="clinician"):
    """The editor's save with what its window had taken."""
    data = opened(Page.objects.get(pk=page.pk).specific) | {
        "action-workflow-action": "true", "workflow-action-name": "sign",
        "workflow-action-extra-data": extra,
    }  # fmt: skip
    address = f"/admin/pages/{page.pk}/edit/"
    return browser_of(house[who]).post(
        address, data, follow=True, headers={"referer": f"http://testserver{address}"}
    )


def test_a_save_that_is_refused_after_the_window_was_closed(house):
    page, state = in_clinic(house, risk_class="A")
    state.refresh_from_db()
    form = Form(house, "second", page, place="editor")
    form.press()
    taken = form.answer.json()["cleaned_data"]
    other_signs(house, page, state)
    told = " ".join(said(saved(house, page, json.dumps(taken), who="second")))
    # Whatever the save is refused for: here somebody was faster, and it came with another text.
    assert "The text has been edited since this step began." in told
    assert "You had written: Lest nøye." in told
    assert SignOff.objects.get().signed_by == house["clinician"]


HOSTILE = {
    "a list": "[]", "a number": '{"comment": 5}', "a list in it": '{"comment": ["x"]}',
    "nothing": '{"comment": "  "}', "long": json.dumps({"comment": "x" * 20000}),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_words_that_are_none(house, what):
    page, _state = in_clinic(house)
    answer = saved(house, page, HOSTILE[what])
    assert answer.status_code in (200, 400)
    words = [each for each in said(answer) if "You had written" in each] if answer.context else []
    assert len(words) == (what == "long")
    assert all(len(each) < 5100 for each in words)
    assert not SignOff.objects.exists()
