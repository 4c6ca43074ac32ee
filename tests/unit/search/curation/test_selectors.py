"""What a search reads: the words and bets in force."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from editorial.editions.clock import database_today
from search.analysis.synonyms import expansions
from search.analysis.words import stop_words
from search.curation import active
from search.curation.models import Bet, StopWord, Synonym, Version
from search.curation.selectors import Bets, bets_for
from search.curation.services import entry_save, entry_switch
from search.query.request import SearchRequest
from search.services import search_run
from tests.factories import pages
from tests.timing import database_on

pytestmark = pytest.mark.django_db


def synonym(actor: Any, source: str = "honningsyke", *others: str, **fields: Any) -> Synonym:
    values = {"family": "no", "direction": "one_way", "reason": "Folk sier det.", **fields}
    entry = Synonym(source=source, others=list(others or ("diabetes",)), **values)
    entry_save(actor=actor, entry=entry)
    return entry


def bet(actor: Any, item: uuid.UUID, **fields: Any) -> Bet:
    values: dict[str, Any] = {
        "kind": "best", "lang": "nb", "query": "trøtt om dagen", "reason": "Den de trenger.",
        "expires_on": timezone.localdate() + timedelta(days=30), **fields,
    }  # fmt: skip
    entry = Bet(content_id=item, **values)
    entry_save(actor=actor, entry=entry)
    return entry


def words(*stems: str) -> list[tuple[str, ...]]:
    return [found.words for found in expansions(stems, family="no")]


def test_a_new_house_has_the_shipped_words_in_its_tables(db: str) -> None:
    assert Version.objects.count() == 1
    assert StopWord.objects.filter(family="no", word="ikke", origin="shipped").count() == 1
    assert "ikke" in stop_words("no")
    assert active.current().mark == str(Version.objects.get().mark)


def test_a_synonym_applies_to_the_next_search_and_not_when_switched_off(
    house: dict[str, Any],
) -> None:
    assert words("honningsyk") == []
    entry = synonym(house["desk"])
    assert words("honningsyk") == [("diabetes",)]
    entry_switch(actor=house["desk"], entry=entry, on=False)
    assert words("honningsyk") == []


def test_a_new_stop_word_is_left_out_of_phrases_too(house: dict[str, Any]) -> None:
    synonym(house["desk"], "hilsen medikus")
    assert words("hils", "medikus") == [("diabetes",)]
    entry_save(actor=house["desk"], entry=StopWord(family="no", word="hilsen", reason="Fra brev."))
    assert "hilsen" in stop_words("no")
    assert words("medikus") == [("diabetes",)]


def test_another_process_sees_a_change_when_it_looks_at_the_mark_again(
    house: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = active.current()
    monkeypatch.setattr(active, "recheck", lambda: None)  # the change is made elsewhere
    synonym(house["desk"])
    assert active.current() is before
    clock = active.time.monotonic() + active.REFRESH_SECONDS
    monkeypatch.setattr(active.time, "monotonic", lambda: clock)
    assert active.current() is not before
    assert words("honningsyk") == [("diabetes",)]


def test_a_search_asks_the_database_once_in_two_seconds(db: str) -> None:
    active.current()
    with connections["public"].execute_wrapper(_refuse):
        assert active.current().mark
        assert bets_for(query="astma", lang="nb") == Bets()


def _refuse(*_args: Any, **_kwargs: Any) -> None:
    raise AssertionError("a query")


def test_without_the_database_the_last_known_words_stay(
    house: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    synonym(house["desk"])
    assert words("honningsyk") == [("diabetes",)]
    _break(monkeypatch)
    active.recheck()
    assert words("honningsyk") == [("diabetes",)]


def test_a_process_that_never_had_the_database_uses_the_shipped_words(
    house: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    synonym(house["desk"])
    _break(monkeypatch)
    active.forget()
    assert active.current().mark == ""
    assert words("honningsyk") == []
    assert "ikke" in stop_words("no")


def _break(monkeypatch: pytest.MonkeyPatch) -> None:
    connections["public"].close()
    monkeypatch.setitem(connections["public"].settings_dict, "PORT", "1")


def test_a_bet_applies_to_exactly_its_query_in_any_order_and_form(
    house: dict[str, Any], published: Any
) -> None:
    item = published(pages.draft(author=house["author"])).translation_key
    bet(house["desk"], item)
    wanted = Bets(best=(str(item),))
    assert bets_for(query="trøtt om dagen", lang="nb") == wanted
    assert bets_for(query="Dager, TROTT", lang="nb") == wanted
    assert bets_for(query="trøtt", lang="nb") == Bets()
    assert bets_for(query="trøtt om dagen", lang="nn") == Bets()
    assert bets_for(query="", lang="nb") == Bets()


def test_a_bet_holds_on_its_last_day_and_not_on_the_next(
    house: dict[str, Any], published: Any
) -> None:
    item = published(pages.draft(author=house["author"])).translation_key
    last = database_today() + timedelta(days=3)
    bet(house["chief"], item, expires_on=last)
    with database_on(last):
        assert bets_for(query="trøtt om dagen", lang="nb").best == (str(item),)
    with database_on(last + timedelta(days=1)):
        assert bets_for(query="trøtt om dagen", lang="nb") == Bets()


def test_the_last_day_is_the_databases(house: dict[str, Any], published: Any) -> None:
    item = published(pages.draft(author=house["author"])).translation_key
    bet(house["chief"], item, expires_on=database_today())
    for away in (-2, 2):
        with time_machine.travel(timezone.now() + timedelta(days=away), tick=False):
            assert bets_for(query="trøtt om dagen", lang="nb").best == (str(item),)


def test_the_search_puts_best_bets_first_and_worst_last_and_hides_nothing(
    house: dict[str, Any], published: Any
) -> None:
    items = [
        published(pages.draft(author=house["author"], title=f"Søvn {name}", slug=f"sovn-{name}"))
        for name in ("en", "to", "tre")
    ]
    last, middle, first = (str(page.translation_key) for page in items)

    def found() -> list[str]:
        return [hit.content_id for hit in search_run(SearchRequest(q="søvn", lang="nb")).hits]

    assert sorted(found()) == sorted([first, middle, last])
    bet(house["desk"], items[2].translation_key, query="søvn")
    bet(house["desk"], items[0].translation_key, query="søvn", kind="worst")
    assert found() == [first, middle, last]
