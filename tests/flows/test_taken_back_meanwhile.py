"""What is said after a signature was taken back is what became of the text meanwhile."""

from contextlib import ExitStack

import pytest
from django.db import connection

from editorial.editions.models import Edition
from editorial.editions.wishes import services
from editorial.signoff.models import SignOffRevocation
from tests.factories.pages import edit
from tests.flows.test_ends_sooner import fresh
from tests.flows.test_hidden_in_any_order import WISH, open_transaction
from tests.flows.test_wishes_of_others import public_status, said, take_back
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
TAKEN_BACK = "The sign-off of “{}” is taken back."
WITHDRAWN = "The sign-off is taken back, and “{}” is withdrawn."


def before_it_is_carried_out(monkeypatch, happens):
    """Something happens between the wish and its first try."""
    write = services.signoff_hide

    def wish(**what):
        key = write(**what)
        happens()
        return key

    monkeypatch.setattr(services, "signoff_hide", wish)


def test_a_text_that_was_replaced_meanwhile_is_not_said_to_be_withdrawn(house, live, monkeypatch):
    edit(live, author=house["author"], title="Ny tittel")
    state = submit(fresh(live), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    text = state.current_task_state.revision.as_object()
    with ExitStack() as other:
        other.enter_context(
            open_transaction(lambda: act(state, "sign", by=house["second"], **sign_data(text)))
        )
        before_it_is_carried_out(monkeypatch, other.close)
        sentences = said(take_back(house["clinician"]))
    assert SignOffRevocation.objects.exists()
    assert (public_status(live), Edition.objects.latest("pk").action) == (200, "published")
    assert sentences == [TAKEN_BACK.format("Søvn og hvile")]


def test_one_that_somebody_else_withdrew_meanwhile_is(house, live, monkeypatch):
    def withdraws():
        with connection.cursor() as cursor:
            cursor.execute(WISH, [live.translation_key, house["duty"].pk])
        assert services.wishes_run() == {}

    before_it_is_carried_out(monkeypatch, withdraws)
    assert said(take_back(house["clinician"])) == [WITHDRAWN.format("Søvn og hvile")]
    assert public_status(live) == 410
