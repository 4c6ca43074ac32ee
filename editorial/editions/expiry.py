"""The one clock that ends texts whose time is over: the log says so, each item for itself.

Reads hide such a text by themselves (`public_until` stands in their queries); this writes the
withdrawal that partners and consumers follow.
"""

import logging
from dataclasses import dataclass, field
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from content_models.locks import texts_lock
from content_models.publishing import Refusal
from content_models.said import first_line
from editorial.clocks.refusals import refusals_keep
from editorial.editions.clock import DatabaseNow
from editorial.editions.models import PublicDocument
from editorial.editions.taking_down import texts_stop
from editorial.editions.wishes.selectors import is_hidden_by_wish
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason

logger = logging.getLogger(__name__)
CLOCK: Final = "editions.expiry"


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
    for page_id in list(_over().order_by("public_until", "seq").values_list("page_id", flat=True)):
        try:
            if page_expire(page_id=page_id):
                report.expired.append(page_id)
        except Refusal as refusal:
            report.refused[page_id] = [str(reason.text) for reason in refusal.reasons]
        except DatabaseError as error:
            report.refused[page_id] = [first_line(error)]
        except Exception as error:
            logger.exception("The end of page %s broke.", page_id)
            report.refused[page_id] = [f"{type(error).__name__}: {error}"]
    refusals_keep(clock=CLOCK, refused=report.refused)
    return report


def _over() -> QuerySet[PublicDocument]:
    """What is public and over by what its newest edition says; the page's own row ends nothing."""
    return PublicDocument.objects.filter(public_until__lte=DatabaseNow(), state="current")


@transaction.atomic
def page_expire(*, page_id: int) -> bool:
    """Take one page down; False where it is public for longer by now, or not public.

    Also where a withdrawal of it waits: its text is hidden by that, and the worker tries it.
    """
    texts_lock(page_ids=[page_id])
    row = _over().filter(page_id=page_id).first()
    if row is None or is_hidden_by_wish(content_id=row.content_id, lang=row.lang):
        return False
    details = Withdrawal(reason=WithdrawalReason.EXPIRED)
    texts_stop(
        content_id=row.content_id, langs=[row.lang], details=details, actor=None, is_by_clock=True
    )
    return True
