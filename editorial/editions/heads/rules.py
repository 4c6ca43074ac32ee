"""When a head is an anchor, and which heads may be removed. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from editorial.editions.heads.claims import SignedHead

# So many facts make an anchor before the day is over: no head repeats more of them than this.
MOST_REPEATED = 250
# Heads that these newest anchors follow are kept: a copy that is made each day misses none.
ANCHORS_BEFORE = 3


def anchor_is_due(
    *, anchor: SignedHead | None, now: datetime, zone: str, facts: int, has_decision: bool
) -> bool:
    """The first head of a day, one after many withdrawals, and one with a person's decision."""
    if anchor is None or has_decision or facts >= MOST_REPEATED:
        return True
    return _day(anchor.signed_at, zone) != now.astimezone(ZoneInfo(zone)).date()


def _day(moment: int, zone: str) -> date:
    return datetime.fromtimestamp(moment, tz=ZoneInfo(zone)).date()


def removable(*, heads: Sequence[SignedHead], anchors: Sequence[SignedHead]) -> list[SignedHead]:
    """Those heads of a folder that its anchors have made superfluous.

    All given heads are of this log and can be trusted. One may go where three newer anchors
    follow it and everything that it tells is told by an anchor of the same folder.
    """
    ordered = sorted(anchors, key=lambda head: head.seq)
    if len(ordered) < ANCHORS_BEFORE:
        return []
    before = ordered[-ANCHORS_BEFORE].seq
    told = frozenset().union(*(anchor.fact_keys for anchor in ordered))
    return [
        head
        for head in heads
        if not head.is_anchor and head.seq < before and head.fact_keys <= told
    ]
