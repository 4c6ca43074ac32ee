"""What the clock does with texts whose time is over: the log says so, each item for itself.

Reads hide such a text by themselves (`public_until` stands in their queries); this writes the
withdrawal that partners and consumers follow.
"""

from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from wagtail.models import Page

from content_models.publishing import Refusal
from editorial.editions.clock import DatabaseNow
from editorial.editions.models import PublicDocument
from editorial.editions.services import page_take_down


@dataclass
class ExpiryReport:
    """Pages that were taken down; `refused` maps a page's id to its reasons."""

    expired: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)


def expiry_run() -> ExpiryReport:
    """Withdraw every public text whose time is over by the database, with the reason "expired".

    Idempotent, and catches up after any time that the clock stood still.
    """
    report = ExpiryReport()
    due = PublicDocument.objects.filter(state="current", public_until__lte=DatabaseNow())
    for page_id in list(due.order_by("public_until", "seq").values_list("page_id", flat=True)):
        try:
            if page_expire(page_id=page_id):
                report.expired.append(page_id)
        except Refusal as refusal:
            report.refused[page_id] = [str(reason.text) for reason in refusal.reasons]
        except DatabaseError as error:
            report.refused[page_id] = [str(error).strip().splitlines()[0]]
    return report


@transaction.atomic
def page_expire(*, page_id: int) -> bool:
    """Take one page down; False where it is public for longer by now, or not public."""
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    over = PublicDocument.objects.filter(
        page_id=page_id, state="current", public_until__lte=DatabaseNow()
    )
    if page is None or not page.live or not over.exists():
        return False
    text = page.specific
    text.expired = True
    page_take_down(page=text)
    return True
