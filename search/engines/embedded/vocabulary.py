"""Clearing the vocabulary: words that no document uses any more, and rows that are there twice."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections, transaction

from search.documents import Analysed

Used = dict[tuple[str, str], bool]  # family and word → is it in a name?
PATIENCE: Final = 30.0  # seconds to wait for publications that were under way
_START: Final = """
SELECT (SELECT coalesce(max(seq), 0) FROM editions_publicdocument),
       (SELECT coalesce(max(id), 0) FROM search_word),
       (SELECT coalesce(max(id), 0) FROM search_spelling)
"""
_DOUBLE_SPELLINGS: Final = """
DELETE FROM search_spelling s USING (
    SELECT id, row_number() OVER (PARTITION BY family, key, word ORDER BY id) AS copy
      FROM search_spelling WHERE id <= %s) twice
 WHERE s.id = twice.id AND twice.copy > 1
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Where editions and vocabulary ended when a rebuild began; what came later is left alone."""

    seq: int
    word: int
    spelling: int

    @classmethod
    def now(cls, *, using: str) -> "Start":
        with connections[using].cursor() as cursor:
            cursor.execute(_START)
            return cls(*cursor.fetchone())


def note(used: Used, *, family: str, analysed: Iterable[Analysed]) -> None:
    """Remember which words these documents use."""
    for each in analysed:
        names = set(each.name_words)
        for word in {*names, *each.words}:
            used[family, word] = word in names or used.get((family, word), False)


def forget_unused(start: Start, *, used: Used, using: str) -> int:
    """Forget old words that are not in `used`, and doubles; how many words were forgotten.

    Returns when no publication is under way any more that may still have counted on one of them.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id, family, word FROM search_word WHERE id <= %s "
            "ORDER BY family, word, is_name DESC, id",
            [start.word],
        )
        rows, kept = [], None
        unused: dict[str, set[str]] = {}
        for number, family, word in cursor.fetchall():
            if (family, word) not in used:
                unused.setdefault(family, set()).add(word)
            elif (family, word) != kept:
                kept = (family, word)
                continue
            rows.append(number)
        cursor.execute("DELETE FROM search_word WHERE id = ANY(%s)", [rows])
        for family, words in sorted(unused.items()):
            cursor.execute(
                "DELETE FROM search_spelling WHERE family = %s AND word = ANY(%s) AND id <= %s",
                [family, sorted(words), start.spelling],
            )
        cursor.execute(_DOUBLE_SPELLINGS, [start.spelling])
    with connections[using].cursor() as cursor:
        _wait_for_others(cursor)
    return sum(len(words) for words in unused.values())


def _wait_for_others(cursor: Any) -> None:
    """Until every transaction that runs now is over; what has not ended by then is not waited for.

    A transaction that may have looked at the forgotten words is older than this moment.
    """
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    (horizon,) = cursor.fetchone()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", [horizon])
        if cursor.fetchone()[0]:
            return
        time.sleep(0.05)
