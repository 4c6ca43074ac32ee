"""What the counters say: queries that find nothing, little, or nothing that anybody follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from search.statistics.policy import number

MOST_ROWS: Final = 100
PERIODS: Final = (7, 28, 90)

# The threshold holds for every period that is looked at, not only for the day it was passed.
_TOTALS: Final = """
SELECT q.id, q.lang, q.text, sum(d.searches), sum(d.zero), sum(d.few), sum(d.shown), sum(d.clicks)
  FROM statistics_countedquery q JOIN statistics_countedday d ON d.query_id = q.id
 WHERE d.day > %(after)s AND d.day <= %(today)s
 GROUP BY q.id
HAVING sum(d.searches) >= %(searches)s AND count(*) FILTER (WHERE d.searches > 0) >= %(days)s
"""
_ORDERS: Final = {
    "zero": " AND sum(d.zero) * 2 > sum(d.searches) ORDER BY sum(d.zero) DESC, q.text",
    "few": " AND sum(d.few) * 2 > sum(d.searches) ORDER BY sum(d.few) DESC, q.text",
    "unclicked": (
        " AND sum(d.shown) >= %(searches)s AND sum(d.clicks) * 100 < sum(d.shown) * %(share)s"
        " ORDER BY sum(d.shown) - sum(d.clicks) DESC, q.text"
    ),
    "all": " ORDER BY sum(d.searches) DESC, q.text",
}
REPORTS: Final = tuple(_ORDERS)


@dataclass(frozen=True, slots=True)
class QueryTotal:
    """A counted query over a period."""

    pk: int
    lang: str
    text: str
    searches: int
    zero: int
    few: int
    shown: int
    clicks: int


def query_totals(
    *, report: str, today: date, days: int = 28, most: int = MOST_ROWS
) -> list[QueryTotal]:
    """The queries of a report over the last days, the one that matters most first.

    `zero`: more than half of the searches found nothing; `few`: next to nothing; `unclicked`: shown
    on our page and hardly ever followed by a click; `all`: whatever passed the threshold.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TOTALS + _ORDERS[report] + " LIMIT %(most)s",
            {
                "after": today - timedelta(days=days),
                "today": today,
                "searches": number("least_searches"),
                "days": number("least_days"),
                "share": number("low_click_share"),
                "most": most,
            },
        )
        return [QueryTotal(*row) for row in cursor.fetchall()]


def counted_texts(*, langs: Iterable[str], most: int) -> list[tuple[str, str]]:
    """(language, text) of the most searched counted queries, whatever became of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT q.lang, q.text FROM statistics_countedquery q "
            "JOIN statistics_countedday d ON d.query_id = q.id WHERE q.lang = ANY (%s) "
            "GROUP BY q.id ORDER BY sum(d.searches) DESC, q.text LIMIT %s",
            [list(langs), most],
        )
        rows: list[Any] = cursor.fetchall()
    return [(lang, text) for lang, text in rows]
