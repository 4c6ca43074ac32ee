"""Who may do it is asked of whoever would be named; nobody else reads it as a fault of the text."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from content_models.clock import day_begins
from editorial.editions.models import Edition
from tests.factories.pages import edit
from tests.flows.test_ends_sooner import SOONER, at, ending, fresh
from tests.flows.test_promises import AT_ONCE, Form, place
from tests.signing import act, submit

pytestmark = pytest.mark.usefixtures("in_english")
# The fixture of the three places where a form stands.
__all__ = ["place"]


def test_a_clinician_signs_a_text_that_shall_end_sooner(house, live, place):
    """It has passed the desk with that end: by the signature it is no more the one that was."""
    end = at(days=2)
    edit(fresh(live), author=house["author"], expire_at=end)
    state = submit(fresh(live), by=house["author"])
    act(state, "approve", by=house["desk"])
    form = Form(house, "second", live, place=place)
    assert AT_ONCE in form.html
    assert SOONER not in form.html
    form.press()
    if place == "editor":
        # The save that follows signs.
        assert form.answer.json()["step"] == "success"
        return
    newest = Edition.objects.latest("pk")
    assert (newest.action, newest.public_until, newest.actor_id) == (
        "reaffirmed", end, house["second"].pk,
    )  # fmt: skip


NOTHING = "Nothing stands in the way: exactly this text is signed."
WHO = "Only clinicians, desk editors and editors-in-chief publish."


@pytest.mark.parametrize("who", ["author", "desk", "superuser"])
def test_the_panel_says_what_is_missing_in_the_text(house, live, who):
    edit(fresh(live), author=house["author"], slug="flyttet")
    browser = Client()
    browser.force_login(house[who])
    said = browser.get(reverse("readiness", args=[live.pk])).text
    assert (NOTHING in said, WHO in said, "missing in the text" in said) == (True, False, False)


def test_who_has_the_button_and_may_not_press_it_reads_why(house, live):
    due = day_begins(Edition.objects.get().next_review_due)
    ending(live, due + timedelta(days=9), by=house["desk"])
    edit(fresh(live), author=house["author"], expire_at=at(days=2))
    for who, reads in (("superuser", True), ("desk", False), ("author", False)):
        browser = Client()
        browser.force_login(house[who])
        said = browser.get(reverse("readiness", args=[live.pk])).text
        assert (SOONER in said, "missing in the text" in said) == (reads, False), who
