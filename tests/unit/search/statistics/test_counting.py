"""Counting beside the search: hashes first, texts above the threshold, never in the way."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.signals import request_finished
from django.db import ProgrammingError, connections, transaction

from search.engines.base import Filters
from search.query.request import SearchRequest
from search.results import SearchResults
from search.statistics import counting
from search.statistics.models import CountedDay, CountedQuery, PendingCount
from search.statistics.selectors import counted_texts, query_totals
from search.statistics.services import counts_trim, mark_of

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    counting.forget()
    yield
    counting.forget()


def search(
    query: str, *, times: int = 1, day: date = FIRST, total: int = 0, lang: str = "nb",
    on_page: bool = True, **asked: Any,
) -> None:  # fmt: skip
    with time_machine.travel(f"{day}T12:00:00+01:00", tick=False):
        for _ in range(times):
            counting.search_note(
                request=SearchRequest(q=query, lang=lang, **asked),
                results=SearchResults(query=query, lang=lang, total=total, served_by="embedded"),
                on_page=on_page,
            )
        counting.flush()


def everything_stored() -> str:
    """All that the two tables with counts hold, as text."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT p::text FROM statistics_pendingcount p")
        rows = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT q::text FROM statistics_countedquery q")
        return " ".join([*rows, *(row[0] for row in cursor.fetchall())])


def test_below_the_threshold_there_is_a_hash_and_no_text(db: str) -> None:
    search("hjerte", times=40)
    assert CountedQuery.objects.count() == 0
    row = PendingCount.objects.get()
    assert (row.day, row.searches, row.zero) == (FIRST, 40, 40)
    assert bytes(row.mark) == mark_of(lang="nb", text="hjerte")
    assert "hjerte" not in everything_stored()


def test_the_text_is_stored_when_the_threshold_is_passed_and_the_hash_goes(db: str) -> None:
    search("Hjerte", times=3)
    search("hjerte", times=2, day=FIRST + timedelta(days=1), total=1)
    assert PendingCount.objects.count() == 0
    query = CountedQuery.objects.get()
    assert (query.lang, query.text) == ("nb", "hjerte")
    days = CountedDay.objects.order_by("day").values_list("day", "searches", "zero", "few", "shown")
    assert list(days) == [(FIRST, 3, 3, 0, 0), (FIRST + timedelta(days=1), 2, 0, 2, 2)]
    search("hjerte", times=4, day=FIRST + timedelta(days=1), total=9)
    assert CountedDay.objects.order_by("day").last().searches == 6  # type: ignore[union-attr]


def test_a_word_that_the_house_does_not_know_needs_more_searches(db: str) -> None:
    for day in range(4):
        search("nordmannsen", times=20, day=FIRST + timedelta(days=day))
    assert CountedQuery.objects.count() == 0
    assert "nordmannsen" not in everything_stored()
    search("nordmannsen", day=FIRST + timedelta(days=4))
    assert CountedQuery.objects.get().text == "nordmannsen"


def test_nothing_personal_reaches_the_tables(db: str) -> None:
    for day in range(6):
        for query in ("01019012345", "kari@example.no", "Kari Nordmann", "x" * 61):
            search(query, times=20, day=FIRST + timedelta(days=day))
    assert PendingCount.objects.count() == 0
    assert CountedQuery.objects.count() == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": Filters(kinds=("illness",))}, {"filters": Filters(topics=("hjerte",))},
        {"cursor": "abc"}, {"freshness": "current"},
    ],
)  # fmt: skip
def test_only_plain_searches_are_counted(db: str, asked: dict[str, Any]) -> None:
    search("hjerte", **asked)
    assert PendingCount.objects.count() == 0


def test_a_search_without_an_engine_says_nothing_about_the_texts(db: str) -> None:
    counting.search_note(
        request=SearchRequest(q="hjerte", lang="nb"),
        results=SearchResults(query="hjerte", lang="nb"),
        on_page=True,
    )
    counting.flush()
    assert PendingCount.objects.count() == 0


def test_counting_is_off_where_the_setting_says_so(db: str, settings: Any) -> None:
    settings.SEARCH_STATISTICS = False
    search("hjerte")
    assert PendingCount.objects.count() == 0


def test_a_search_costs_no_query_and_the_write_comes_after_an_answer(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connections["default"].execute_wrapper(_refuse):
        counting.search_note(
            request=SearchRequest(q="hjerte", lang="nb"),
            results=SearchResults(query="hjerte", lang="nb", served_by="embedded"),
            on_page=True,
        )
        request_finished.send(None)  # too early: what is noted is kept for some seconds
    clock = counting.time.monotonic() + counting.FLUSH_SECONDS
    monkeypatch.setattr(counting.time, "monotonic", lambda: clock)
    request_finished.send(None)
    assert PendingCount.objects.get().searches == 1


def _refuse(*_args: Any, **_kwargs: Any) -> None:
    raise AssertionError("a query")


def test_a_read_only_database_loses_counts_and_nothing_else(
    db: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    with caplog.at_level("WARNING", logger="search.statistics.counting"):
        search("hjerte")
    assert "not counted for 300 seconds" in caplog.text
    assert "hjerte" not in caplog.text
    with connections["default"].execute_wrapper(_refuse):
        search("hjerte")  # not even tried
    connections["default"].close()
    clock = counting.time.monotonic() + counting.PAUSE_SECONDS
    monkeypatch.setattr(counting.time, "monotonic", lambda: clock)
    search("hjerte")
    assert PendingCount.objects.get().searches == 1


def test_the_public_role_may_read_no_counter(db: str) -> None:
    for table in ("pendingcount", "countedquery", "countedday"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connections["public"].cursor() as cursor,
        ):
            cursor.execute(f"SELECT 1 FROM statistics_{table}")


def test_the_reports_tell_nothing_found_from_nothing_followed(db: str) -> None:
    for day in (FIRST, FIRST + timedelta(days=1)):
        search("hjerte", times=6, day=day)
        search("rygg", times=6, day=day, total=8)
        search("feber", times=6, day=day, total=2)
        search("hode", times=6, day=day, total=50)
        with time_machine.travel(f"{day}T13:00:00+01:00", tick=False):
            counting.click_note(query="Hode", lang="nb")
            counting.click_note(query="feber", lang="nb")
            counting.flush()
    today = FIRST + timedelta(days=5)

    def texts(report: str, **period: Any) -> list[str]:
        found = query_totals(report=report, today=today, **period)
        return [row.text for row in found]

    assert texts("zero") == ["hjerte"]
    assert texts("few") == ["feber"]
    assert texts("unclicked") == ["rygg"]
    assert texts("all") == ["feber", "hjerte", "hode", "rygg"]
    assert texts("all", days=5) == []  # in those days each was asked on one day only
    total = query_totals(report="all", today=today)[2]
    assert (total.searches, total.shown, total.clicks) == (12, 12, 2)
    assert counted_texts(langs=["nb", "nn"], most=2) == [("nb", "feber"), ("nb", "hjerte")]
    assert counted_texts(langs=["se"], most=9) == []


def test_the_clock_forgets_hashes_after_a_month_and_what_has_become_rare(db: str) -> None:
    search("hjerte", times=4)
    for day in range(2):
        search("hode", times=5, day=FIRST + timedelta(days=day))
    assert counts_trim(today=FIRST + timedelta(days=30)) == 0
    assert counts_trim(today=FIRST + timedelta(days=31)) == 1
    assert PendingCount.objects.count() == 0
    assert CountedQuery.objects.count() == 1
    counts_trim(today=FIRST + timedelta(days=92))
    assert CountedQuery.objects.count() == 0
    assert CountedDay.objects.count() == 0


def test_nothing_is_written_in_a_transaction_of_somebody_else(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.search_note(
        request=SearchRequest(q="hjerte", lang="nb"),
        results=SearchResults(query="hjerte", lang="nb", served_by="embedded"),
        on_page=True,
    )
    later = counting.time.monotonic() + counting.FLUSH_SECONDS
    monkeypatch.setattr(counting.time, "monotonic", lambda: later)
    with transaction.atomic():
        counting.flush_if_due()
        assert PendingCount.objects.count() == 0  # and the connection is still there
    counting.flush_if_due()
    assert PendingCount.objects.get().searches == 1


def note_queries(number: int) -> None:
    for place in range(number):
        counting.search_note(
            request=SearchRequest(q=f"hjerte{'a' * place}", lang="nb"),
            results=SearchResults(query="hjerte", lang="nb", served_by="embedded"),
            on_page=True,
        )


def test_many_queries_are_written_at_once_and_few_wait(db: str) -> None:
    note_queries(counting.FLUSH_ROWS - 1)
    counting.flush_if_due()
    assert PendingCount.objects.count() == 0
    note_queries(counting.FLUSH_ROWS)
    counting.flush_if_due()
    assert PendingCount.objects.count() == counting.FLUSH_ROWS


def test_whatever_breaks_while_counters_are_written_reaches_no_answer(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_rows: object) -> None:
        raise RuntimeError("no database here")

    monkeypatch.setattr(counting, "counts_write", broken)
    note_queries(1)
    counting.flush()
    assert PendingCount.objects.count() == 0
    note_queries(1)  # within the pause after a failure nothing is noted
    assert counting._buffer.rows == {}
