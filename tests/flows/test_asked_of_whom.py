"""Who may do it is asked of whoever would be named; nobody else reads it as a fault of the text."""

import pytest
from editorial.editions.models import Edition
from tests.factories.pages import edit
from tests.flows.test_ends_sooner import SOONER, at, fresh
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
