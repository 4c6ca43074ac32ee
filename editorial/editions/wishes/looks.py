"""Which wishes the worker looks at: it looks each second, and a house has years of them."""

from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from editorial.editions.wishes.models import WithdrawalWish
from editorial.editions.wishes.selectors import undone

# Once in so many looks all wishes are looked at.
ALL_EVERY: Final = 60
# Those of the newest that are looked at each time: of wishes that are written side by side an older
# one may be committed after a newer.
NEWEST: Final = 100


class Looks:
    """What waits, as `undone` has it, of the wishes that may.

    All are looked at once in `ALL_EVERY` times. In between those are that waited then, those that
    are newer, and the newest of before: they are found by their numbers.
    """

    def __init__(self) -> None:
        self._count = 0
        self._waited: list[int] = []
        self._newest = 0

    def waiting(self) -> QuerySet[Any]:
        """The wishes that wait, in the order of `undone`."""
        rows = undone()
        if self._count % ALL_EVERY == 0:
            # The number first: what is written between the two is newer.
            self._newest = WithdrawalWish.objects.aggregate(newest=Max("pk"))["newest"] or 0
            self._waited = list(rows.values_list("pk", flat=True))
        self._count += 1
        return rows.filter(Q(pk__in=self._waited) | Q(pk__gt=self._newest - NEWEST))
