"""Whatever the index says, only what is public now is shown, and as it is now."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections

from search import services
from search.engines import chosen
from search.engines.base import EngineUnavailable
from search.query.request import RequestInvalid, parse, parse_suggest
from search.services import search_run, suggest_run
from tests.integration.search.asking import ask, titles
from tests.integration.search.shelf import Shelf


@pytest.fixture
def shelf(db):
    return Shelf()


def test_what_is_withdrawn_is_gone_although_the_index_has_it(shelf):
    shelf.put("Astma")
    gone = shelf.put("Astma hos barn")
    shelf.change(gone, state="withdrawn")

    found = ask("astma")
    assert (titles(found), found.total) == (["Astma"], 1)
    assert {facet.name: facet.values[0].count for facet in found.facets}["type"] == 1


def test_what_is_past_its_time_is_gone_although_no_clock_took_it_down(shelf):
    shelf.put("Astma", public_until=datetime.now(UTC) + timedelta(hours=1))
    shelf.put("Astma hos barn", public_until=datetime.now(UTC) - timedelta(seconds=1))

    assert titles(ask("astma")) == ["Astma"]


def test_what_has_moved_is_shown_at_its_new_address(shelf):
    key = shelf.put("Astma", path="sykdom/gammel")
    shelf.rows.edition(content_id=UUID(key), title="Astma", path="sykdom/ny", action="moved")

    assert [hit.path for hit in ask("astma").hits] == ["sykdom/ny"]


def test_what_is_overdue_is_marked_and_left_out_on_request(shelf):
    shelf.put("Astma")
    by_clock = shelf.put("Astma hos barn")
    by_date = shelf.put("Astma hos voksne")
    shelf.change(by_clock, status="overdue")
    shelf.change(by_date, next_review_due="2020-01-01")

    statuses = {hit.title: hit.status for hit in ask("astma").hits}
    assert statuses == {
        "Astma": "current", "Astma hos barn": "overdue", "Astma hos voksne": "overdue",
    }  # fmt: skip
    assert titles(ask("astma", freshness="current")) == ["Astma"]


def test_a_key_that_is_no_item_finds_nothing_and_breaks_nothing(shelf):
    shelf.put("Astma")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_document SET content_id = 'no item'")

    assert ask("astma").total == 0
    assert ask("astma", lang="en").elsewhere == ()
    assert suggest_run(parse_suggest({"q": ["ast"], "lang": ["nb"]})).items == ()


def test_with_the_engine_down_there_is_help_and_no_error(shelf, monkeypatch):
    def down(_queries):
        raise EngineUnavailable

    shelf.put("Astma")
    monkeypatch.setattr(chosen, "rank_each", down)

    found = ask("får ikke puste")

    assert (found.served_by, found.total, found.hits) == ("none", 0, ())
    assert [pin.level for pin in found.pins] == ["emergency"]
    assert [phone.number for phone in found.phones] == ["116117", "113"]


def test_with_the_database_down_there_is_help_and_no_error(shelf):
    shelf.put("Astma")
    public = connections["public"]
    public.close()
    name = public.settings_dict["NAME"]
    public.settings_dict["NAME"] = "helsekilde_test_nowhere"
    try:
        found = ask("får ikke puste")
        offered = suggest_run(parse_suggest({"q": ["får ikke puste"], "lang": ["nb"]}))
    finally:
        public.close()
        public.settings_dict["NAME"] = name

    assert found.served_by == offered.served_by == "none"
    assert [pin.id for pin in found.pins] == [pin.id for pin in offered.pins] == ["breathing"]
    assert ask("astma").served_by == "embedded"


class Bets:
    def __init__(self, best=(), worst=()):
        self.best, self.worst = best, worst


def test_best_bets_come_first_and_worst_last_and_only_public_ones(shelf, monkeypatch):
    best, worst, hidden = shelf.put("Hoste"), shelf.put("Astma"), shelf.put("Skjult astma")
    middle = shelf.put("Astma hos barn og unge")
    shelf.change(hidden, state="withdrawn")
    asked = []

    def bets_for(*, query, lang):
        asked.append((query, lang))
        return Bets(best=(hidden, best), worst=(worst,))

    monkeypatch.setattr(services, "_bets", [bets_for])

    found = ask("astma")

    assert [hit.content_id for hit in found.hits] == [best, middle, worst]
    assert asked == [("astma", "nb")]


def test_bets_are_kept_by_one(monkeypatch):
    monkeypatch.setattr(services, "_bets", [])
    first, second = (lambda **_asked: Bets()), (lambda **_asked: Bets())
    services.bets_register(first)
    services.bets_register(first)
    with pytest.raises(ValueError, match="somebody else"):
        services.bets_register(second)
    assert services._bets == [first]


def test_pages_have_no_gap_and_no_double_whatever_happens_between_them(shelf):
    keys = [shelf.put(f"Astma {number:02d}") for number in range(25)]
    seen, cursor, pages = [], "", 0
    while True:
        request = parse({"q": ["astma"], "lang": ["nb"], "limit": ["7"], "cursor": [cursor]})
        found = search_run(request)
        seen += [hit.content_id for hit in found.hits]
        cursor, pages = found.next_cursor, pages + 1
        if pages == 1:
            shelf.change(seen[-1], state="withdrawn")
            shelf.change(seen[0], state="withdrawn")
            new = shelf.put("Astma")
        if not cursor:
            break

    assert pages == 4
    assert len(seen) == len(set(seen))
    assert set(seen) == {*keys, new}


@pytest.mark.parametrize("cursor", ["x", "AAAA", "AAAAAA", "AAAAAAAAAA", "é", "=", "A" * 4000])
def test_a_cursor_that_is_none_is_refused(cursor):
    with pytest.raises(RequestInvalid) as refusal:
        parse({"q": ["astma"], "lang": ["nb"], "cursor": [cursor]})
    assert refusal.value.problems["cursor"] in ("not-a-cursor", "of-another-query")


def test_a_cursor_of_another_query_is_refused(shelf):
    for number in range(3):
        shelf.put(f"Astma {number}")
    cursor = ask("astma", limit="2").next_cursor

    assert len(ask("astma", limit="2", cursor=cursor).hits) == 1
    for other in ({"q": "hoste"}, {"lang": "nn"}, {"type": "illness"}, {"exact": "1"}):
        with pytest.raises(RequestInvalid) as refusal:
            ask(**{"q": "astma", "cursor": cursor, **other})
        assert refusal.value.problems == {"cursor": "of-another-query"}
