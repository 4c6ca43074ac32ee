"""Whoever holds the search index holds up no publication, no withdrawal and no clock."""

import hashlib
import logging

import pytest
from django.db import connections

from editorial.editions.models import Edition
from editorial.editions.services import item_withdraw
from search.indexing import index_follow
from search.tasks import follow_clock
from tests.factories.pages import draft, edit
from tests.flows.locks.taken import session
from tests.holding import held
from tests.integration.search.index import indexed, orphans, terms_of

HELD = {
    "its rows": "SELECT 1 FROM search_document FOR UPDATE",
    "what hangs on them": "SELECT 1 FROM search_posting FOR UPDATE",
    "a table": "LOCK TABLE search_document IN EXCLUSIVE MODE",
    "a table from everybody": "LOCK TABLE search_word IN ACCESS EXCLUSIVE MODE",
}


@pytest.mark.parametrize("what", HELD)
def test_an_edition_is_public_at_once_and_indexed_by_the_clock(house, published, what):
    page = published(draft(author=house["author"], text="Sov nok."))
    gone = published(draft(author=house["author"], title="Gammelt", slug="gammelt"))
    before = indexed()
    assert before == [("Gammelt", "nb", 1), ("Søvn og hvile", "nb", 1)]
    with held(HELD[what]):
        published(edit(page, author=house["author"], title="Hvile og ro"))
        (stopped,) = item_withdraw(
            content_id=gone.translation_key, actor=house["duty"], reason="unsafe", notices={}
        )
        assert stopped.is_done
        assert list(Edition.objects.order_by("pk").values_list("action", flat=True)[2:]) == [
            "published", "withdrawn",
        ]  # fmt: skip
    changed = index_follow()
    assert indexed() == [("Hvile og ro", "nb", 2)]
    assert ("ro" in terms_of("Hvile og ro"), orphans()) == (True, 0)
    # What hangs on a row is in the way of what writes it, and of nothing else.
    assert changed in (1, 2)
    assert index_follow() == 0


def test_what_is_still_held_is_left_for_the_next_time(house, published, live, caplog):
    with held("SELECT 1 FROM search_document FOR UPDATE"):
        published(edit(live, author=house["author"], title="Hvile og ro"))
        with caplog.at_level(logging.WARNING):
            assert index_follow() == 0
        assert f"The index of {live.translation_key} (nb) waits: " in caplog.text
        assert indexed() == [("Søvn og hvile", "nb", 1)]
    follow_clock(timestamp=0)
    assert indexed() == [("Hvile og ro", "nb", 2)]


def test_the_lock_that_it_once_was_stops_nobody(house, published):
    """Any session may take an advisory lock; a publication waited for the one of its item."""
    page = draft(author=house["author"])
    name = f"search:{page.translation_key}:nb".encode()
    key = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
    with session("public") as public:
        public.execute("SELECT pg_advisory_lock(%s), pg_advisory_lock(720452)", [key])
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        assert published(page).live
    assert indexed() == [("Søvn og hvile", "nb", 1)]
