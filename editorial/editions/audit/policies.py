"""What each risk class asked for, and when: an edition is held to what held when it was written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from content_models.models import RiskClassChange

# A policy is changed by a transaction, and an edition written by another one: which was committed
# first is not in their times.
AROUND: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Policy:
    months: int
    quorum: int


class Policies:
    """The changes of every class, read once for a walk through the log."""

    def __init__(self) -> None:
        rows = RiskClassChange.objects.order_by("since", "pk")
        self._changes: dict[str, list[RiskClassChange]] = {}
        for row in rows:
            self._changes.setdefault(row.code, []).append(row)

    def at(self, code: str, moment: datetime) -> set[Policy]:
        """What a class may have asked for at a moment; empty where that is not known.

        It is known from the release on that began to note it.
        """
        changes = self._changes.get(code, [])
        if not changes or moment < changes[0].since:
            return set()
        return {
            Policy(months=row.months, quorum=row.quorum)
            for row, following in pairwise([*changes, None])
            if row is not None
            and row.since <= moment + AROUND
            and (following is None or following.since >= moment - AROUND)
        }
