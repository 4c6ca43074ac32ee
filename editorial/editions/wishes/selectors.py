"""Which wishes wait: what people asked for and the log does not have yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from editorial.editions.clock import DatabaseNow
from editorial.editions.models import PublicDocument
from editorial.editions.wishes.models import TakingBack, WithdrawalWish
from editorial.signoff.models import DANGERS, SignOff, SignOffRevocation

# As long as the request tries that wrote it, and some seconds more.
PATIENCE: Final = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class WaitingWish:
    """What waits for the log. `is_late`: nobody's request tries any more.

    `is_hidden`: the text is hidden. Else a signature of it is being taken back on which nothing
    public rests.
    """

    content_id: UUID
    lang: str
    title: str
    page_id: int
    wished_at: Any
    is_late: bool
    is_hidden: bool = True


def undone() -> QuerySet[WithdrawalWish]:
    """Wishes that were not carried out yet, the oldest first."""
    return WithdrawalWish.objects.filter(outcome=None).order_by("pk")


def untaken() -> QuerySet[TakingBack]:
    """Wishes to take sign-offs back that are not yet: those for a danger first, then the oldest."""
    taken = SignOffRevocation.objects.filter(signoff_id=OuterRef("signoff_id"))
    waiting = TakingBack.objects.filter(~Exists(taken))
    is_danger = Case(When(cause__in=DANGERS, then=0), default=1)
    return waiting.order_by(is_danger, "pk")


def being_taken_back(signoff_ids: Iterable[int]) -> set[int]:
    """Those of these sign-offs that somebody takes back, and that are not taken back yet."""
    keys = set(signoff_ids)
    wished = {
        key
        for rows in (untaken(), undone())
        for key in rows.filter(signoff_id__in=keys).values_list("signoff_id", flat=True)
        if key is not None
    }
    taken = SignOffRevocation.objects.filter(signoff_id__in=wished)
    return wished - set(taken.values_list("signoff_id", flat=True))


def waiting_wishes() -> list[WaitingWish]:
    """What people have withdrawn or taken back and the log does not have yet."""
    return [*_hidden(), *_being_taken_back()]


def _hidden() -> list[WaitingWish]:
    rows = list(undone())
    late = _late(undone())
    documents = {
        (row.content_id, row.lang): row
        for row in PublicDocument.objects.filter(
            content_id__in={row.content_id for row in rows}, state="current"
        ).only("content_id", "lang", "title", "page_id")
    }
    return [
        WaitingWish(
            content_id=row.content_id, lang=row.lang, title=document.title,
            page_id=document.page_id, wished_at=row.wished_at, is_late=row.pk in late,
        )
        for row in rows
        if (document := documents.get((row.content_id, row.lang)))
    ]  # fmt: skip


def _late(wishes: QuerySet[Any]) -> set[int]:
    over = wishes.filter(wished_at__lt=DatabaseNow() - PATIENCE)
    return set(over.values_list("pk", flat=True))


def _being_taken_back() -> list[WaitingWish]:
    oldest: dict[int, TakingBack] = {}
    for wish in untaken().order_by("pk"):
        oldest.setdefault(wish.signoff_id, wish)
    late = _late(untaken())
    signoffs = SignOff.objects.select_related("page").in_bulk(oldest)
    return [
        WaitingWish(
            content_id=row.content_id, lang=row.lang, title=signoffs[key].page.draft_title,
            page_id=signoffs[key].page_id, wished_at=row.wished_at, is_late=row.pk in late,
            is_hidden=False,
        )
        for key, row in oldest.items()
    ]  # fmt: skip
