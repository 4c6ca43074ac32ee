"""Write counters: a hash until enough searches have a query in common, its text from then on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from search.analysis.folding import words
from search.analysis.groups import group_of
from search.analysis.words import compound_parts
from search.statistics.counts import Counts, Noted
from search.statistics.models import CountedDay, CountedQuery, PendingCount
from search.statistics.policy import number
from search.statistics.rules import is_shown

# Nobody waits for a counter: what can not be written at once is not written, and a crash may
# cost the last second's counts.
_PATIENCE: Final = """
SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '2s';
SET LOCAL synchronous_commit = off
"""
_KNOWN: Final = """
SELECT q.lang, q.text, q.id FROM statistics_countedquery q
  JOIN unnest(%s::text[], %s::text[]) AS asked(lang, text) USING (lang, text)
"""
_ADD: Final = """
INSERT INTO {table} AS kept ({key}, day, searches, zero, few, shown, clicks)
SELECT * FROM unnest(%s::{type}[], %s::date[], %s::int[], %s::int[], %s::int[], %s::int[],
                     %s::int[])
 ORDER BY 1, 2
ON CONFLICT ({key}, day) DO UPDATE SET
    searches = kept.searches + excluded.searches, zero = kept.zero + excluded.zero,
    few = kept.few + excluded.few, shown = kept.shown + excluded.shown,
    clicks = kept.clicks + excluded.clicks
"""
_ADD_DAYS: Final = _ADD.format(table="statistics_countedday", key="query_id", type="bigint")
_ADD_PENDING: Final = _ADD.format(table="statistics_pendingcount", key="mark", type="bytea")
_PASSED: Final = """
SELECT mark, sum(searches), count(*) FROM statistics_pendingcount WHERE mark = ANY (%s)
 GROUP BY mark HAVING sum(searches) >= %s AND count(*) >= %s ORDER BY mark
"""
_IN_INDEX: Final = """
SELECT DISTINCT word FROM search_word WHERE family = %s AND word = ANY (%s)
"""
_TODAY: Final = """
SELECT count(*) FROM (SELECT 1 FROM statistics_pendingcount WHERE day = %s LIMIT %s) AS so_far
"""


def mark_of(*, lang: str, text: str) -> bytes:
    """The keyed hash of a query. Its key comes from the settings, never from the database."""
    return salted_hmac("search.statistics", f"{lang}\n{text}", algorithm="sha256").digest()


@transaction.atomic
def counts_write(rows: Mapping[Noted, Counts]) -> None:
    """Add counts. Rows are written in one order, so that two processes never lock each other."""
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        asked = sorted({(noted.lang, noted.text) for noted in rows})
        cursor.execute(_KNOWN, [[lang for lang, _ in asked], [text for _, text in asked]])
        known = {(lang, text): pk for lang, text, pk in cursor.fetchall()}
        of_known: list[tuple[Any, date, Counts]] = []
        pending: list[tuple[Any, date, Counts]] = []
        texts: dict[bytes, tuple[str, str]] = {}
        for noted, counts in rows.items():
            pk = known.get((noted.lang, noted.text))
            if pk is not None:
                of_known.append((pk, noted.day, counts))
            else:
                mark = mark_of(lang=noted.lang, text=noted.text)
                texts[mark] = (noted.lang, noted.text)
                pending.append((mark, noted.day, counts))
        _add(cursor, _ADD_DAYS, of_known)
        if pending and not _is_full(cursor, day=max(day for _, day, _ in pending)):
            _add(cursor, _ADD_PENDING, pending)
            _promote(cursor, texts)


def _add(cursor: Any, statement: str, rows: Sequence[tuple[Any, date, Counts]]) -> None:
    if rows:
        values = [(key, day, *astuple(counts)) for key, day, counts in rows]
        cursor.execute(statement, [list(column) for column in zip(*values, strict=True)])


def _is_full(cursor: Any, *, day: date) -> bool:
    most = number("most_new_a_day")
    cursor.execute(_TODAY, [day, most])
    return bool(cursor.fetchone()[0] >= most)


def _promote(cursor: Any, texts: Mapping[bytes, tuple[str, str]]) -> None:
    """Store the text of those that have passed the threshold, with the counts of their days."""
    cursor.execute(_PASSED, [list(texts), number("least_searches"), number("least_days")])
    for mark, searches, days in cursor.fetchall():
        lang, text = texts[bytes(mark)]
        known = _is_known(cursor, words(text), family=group_of(lang))
        if not is_shown(searches=searches, days=days, is_known=known):
            continue
        query, _created = CountedQuery.objects.get_or_create(lang=lang, text=text)
        pending = PendingCount.objects.filter(mark=mark)
        _add(cursor, _ADD_DAYS, [(query.pk, row.day, _counts_of(row)) for row in pending])
        pending.delete()


def _counts_of(row: PendingCount) -> Counts:
    return Counts(row.searches, row.zero, row.few, row.shown, row.clicks)


def _is_known(cursor: Any, found: Iterable[str], *, family: str) -> bool:
    """True where every word is one of the index's, or one that Norwegian compounds are made of."""
    unknown = set(found) - compound_parts()
    if not unknown:
        return True
    cursor.execute(_IN_INDEX, [family, sorted(unknown)])
    return not unknown - {row[0] for row in cursor.fetchall()}


@transaction.atomic
def counts_trim(*, today: date) -> int:
    """Forget what may not be kept any longer. Returns how many rows went."""
    gone, _rows = PendingCount.objects.filter(
        day__lt=today - timedelta(days=number("pending_days"))
    ).delete()
    old, _rows = CountedDay.objects.filter(
        day__lt=today - timedelta(days=number("kept_days"))
    ).delete()
    since = today - timedelta(days=number("rare_again_days"))
    rare = CountedQuery.objects.annotate(
        lately=Coalesce(Sum("days__searches", filter=Q(days__day__gte=since)), 0)
    ).filter(lately__lt=number("least_searches"))
    forgotten, _rows = CountedQuery.objects.filter(pk__in=rare.values("pk")).delete()
    return gone + old + forgotten
