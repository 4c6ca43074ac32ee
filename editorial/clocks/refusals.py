"""What the clocks refuse is told to people: kept until a later run does it, or has it no more."""

from django.db import transaction
from django.db.models import QuerySet

from editorial.clocks.models import ClockRefusal


@transaction.atomic
def refusals_keep(*, clock: str, refused: dict[int, list[str]]) -> None:
    """Keep what a whole run of a clock refused, by the id of the page, and forget the rest."""
    ClockRefusal.objects.filter(clock=clock).exclude(page_id__in=refused).delete()
    ClockRefusal.objects.bulk_create(
        [
            ClockRefusal(clock=clock, page_id=page_id, reasons=refused[page_id])
            for page_id in sorted(refused)
        ],
        update_conflicts=True,
        unique_fields=["clock", "page_id"],
        update_fields=["reasons"],
    )


def refusals_of(*, page_ids: list[int] | None = None) -> QuerySet[ClockRefusal]:
    """What stands refused now, of these pages or of all, the oldest first."""
    rows = ClockRefusal.objects.order_by("since", "pk")
    return rows if page_ids is None else rows.filter(page_id__in=page_ids)
