"""A danger that a milder withdrawal overtook is counted and shown until the log has it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.admin.unfinished import hidden_texts, overtaken_texts, signatures_waiting
from editorial.editions.wishes.selectors import is_overtaken, overtaken_wishes, undone
from editorial.editions.wishes.services import wishes_run
from tests.factories.pages import draft
from tests.flows.test_overtaken import LINE, _impatient, told
from tests.flows.test_said_again import MILD, asked_before, withdrawn_by
from tests.flows.test_wishes_of_others import browser_of, take_back
from tests.forging import withdrawal_forge

pytestmark = pytest.mark.usefixtures("in_english")
__all__ = ["_impatient"]
HEADING = "Withdrawn for a danger that is not yet in the log"
SENTENCE = "In the log these texts are withdrawn for a milder reason, and that is what readers are"


@pytest.fixture
def overtaken(house, live):
    """Readers were told of a danger, and then of a milder reason that was on its way before."""
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live)
    assert told(live) == tuple(MILD.values())
    return live


def health():
    checks = json.loads(Client().get("/api/v1/health").content)["checks"]
    (found,) = [row for row in checks if row["name"] == "withdrawals"]
    return found


def test_health_counts_it(house, overtaken, monkeypatch):
    assert (health()["waiting"], health()["late"], health()["isOk"]) == (1, 0, True)
    monkeypatch.setattr("editorial.editions.wishes.selectors.PATIENCE", -timedelta(days=1))
    assert (health()["waiting"], health()["late"], health()["isOk"]) == (1, 1, False)
    assert health()["says"].startswith(
        "Withdrawn for less in the log, the danger not yet in it: 1. The worker tries"
    )
    assert wishes_run() == {}
    assert (health()["waiting"], health()["isOk"]) == (0, True)
    assert told(overtaken) == ("unsafe", LINE)


def test_those_who_withdraw_see_it_on_their_dashboard(house, overtaken):
    (row,) = overtaken_texts()
    assert (row.page_id, row.title, row.state, row.is_urgent) == (
        overtaken.pk, overtaken.title, "the danger is not in the log", True,
    )  # fmt: skip
    assert (hidden_texts(), signatures_waiting()) == ([], [])
    for who in ("duty", "chief"):
        html = browser_of(house[who]).get("/admin/").text
        assert [HEADING in html, SENTENCE in html] == [True, True], who
    for who in ("author", "desk", "clinician"):
        assert HEADING not in browser_of(house[who]).get("/admin/").text
    assert wishes_run() == {}
    assert overtaken_texts() == []
    assert HEADING not in browser_of(house["duty"]).get("/admin/").text


def test_no_other_wish_is_one_of_them(house, live, published):
    """One that hides its text, one that was milder, and one that the log has said already."""
    other = published(draft(author=house["author"], title="En annen side", slug="en-annen-side"))
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        withdrawn_by(house, live, reason="error")
    with asked_before(
        lambda: withdrawal_forge(other, actor=house["chief"], reason="unsafe", notice="Nei.")
    ):
        withdrawn_by(house, other, reason="recalled")
        assert [row.page_id for row in hidden_texts()] == [other.pk]
    assert undone().count() == 2
    assert [overtaken_texts(), hidden_texts(), health()["waiting"]] == [[], [], 0]


def test_one_query_asks_about_all_that_wait(house, live, published):
    pages = [live]
    pages.append(published(draft(author=house["author"], title="To", slug="to")))
    for page in pages:
        with asked_before(lambda page=page: withdrawal_forge(page, **MILD)):
            withdrawn_by(house, page)
    with CaptureQueriesContext(connection) as asked:
        found = overtaken_wishes()
    assert [row.page_id for row in found] == [page.pk for page in pages]
    # The wishes, and the titles of their texts.
    assert len(asked) == 2
    assert [is_overtaken(wish) for wish in undone()] == [True, True]
    assert wishes_run() == {}
    with CaptureQueriesContext(connection) as asked:
        assert overtaken_wishes() == []
    assert len(asked) == 1


def test_a_signature_that_is_taken_back_is_counted_when_its_text_is_withdrawn_first(house, live):
    with asked_before(lambda: withdrawal_forge(live, **MILD)):
        assert take_back(house["clinician"], cause="mistake").status_code == 200
        assert [row.page_id for row in hidden_texts()] == [live.pk]
    assert [row.page_id for row in signatures_waiting()] == [live.pk]
    assert (hidden_texts(), overtaken_texts(), health()["waiting"]) == ([], [], 1)
    assert wishes_run() == {}
    assert (signatures_waiting(), health()["waiting"]) == ([], 0)
