"""Which wishes wait: those whose text is hidden and not yet withdrawn in the log."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from editorial.editions.clock import DatabaseNow
from editorial.editions.models import PublicDocument
from editorial.editions.wishes.models import WithdrawalWish

# As long as the request tries that wrote it, and some seconds more.
PATIENCE: Final = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class WaitingWish:
    """A text that is hidden by a wish. `is_late`: nobody's request tries any more."""

    content_id: UUID
    lang: str
    title: str
    page_id: int
    wished_at: Any
    is_late: bool


def undone() -> QuerySet[WithdrawalWish]:
    """Wishes that were not carried out yet, the oldest first."""
    return WithdrawalWish.objects.filter(outcome=None).order_by("pk")


def waiting_wishes() -> list[WaitingWish]:
    """Every public text that is hidden by a wish which the log does not have yet."""
    rows = list(undone())
    late = set(undone().filter(wished_at__lt=DatabaseNow() - PATIENCE).values_list("pk", flat=True))
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
