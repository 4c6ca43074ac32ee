"""Going live by the clock, each item for itself. What ends by it: `editorial.editions.expiry`.

Wagtail's own command runs all of it in one go: one refused page stops everything behind it, every
time it runs (W-15). Here each item has a transaction of its own, and whatever stops it is reported.
"""

import logging
import re
from dataclasses import dataclass, field
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from wagtail.models import Revision

from content_models.locks import texts_lock
from content_models.publishing import Refusal
from content_models.said import first_line
from editorial.clocks.refusals import refusals_keep
from editorial.editions.clock import DatabaseNow
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.equipment import key_fault

logger = logging.getLogger(__name__)
CLOCK: Final = "workflow.schedule"
# The number of a page as a revision has it; the column takes any words.
_PAGE_ID: Final = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


@dataclass
class ScheduleReport:
    """What one run did; `refused` maps a page's id to its reasons.

    `held` says why nothing at all was published: the log has lost its end.
    """

    published: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)
    held: str = ""


def schedule_run() -> ScheduleReport:
    """Publish what is due by the database's time, and signed."""
    report = ScheduleReport()
    # Without a key nothing can be asked about lost heads: the gate refuses each text for that.
    if not key_fault() and (standing := standing_now()).is_restored:
        report.held = standing.sentence()
        return report
    due = _due().order_by("approved_go_live_at", "pk")
    for revision_id, object_id in list(due.values_list("pk", "object_id")):
        _isolated(report, revision_id, object_id)
    refusals_keep(clock=CLOCK, refused=report.refused)
    return report


def _due() -> QuerySet[Revision]:
    return Revision.objects.filter(approved_go_live_at__lte=DatabaseNow())


def _isolated(report: ScheduleReport, revision_id: int, object_id: str) -> None:
    if not _PAGE_ID.fullmatch(object_id):
        # No page has it, so there is none to which it could be told.
        logger.error("Revision %s is on the clock and of no page: %r.", revision_id, object_id[:40])
        return
    page_id = int(object_id)
    try:
        with transaction.atomic():
            _publish(report, revision_id, page_id)
    except Refusal as refusal:
        report.refused[page_id] = [str(reason.text) for reason in refusal.reasons]
    except DatabaseError as error:
        report.refused[page_id] = [first_line(error)]
    except Exception as error:
        logger.exception("Scheduled page %s broke.", page_id)
        report.refused[page_id] = [f"{type(error).__name__}: {error}"]


def _publish(report: ScheduleReport, revision_id: int, page_id: int) -> None:
    texts_lock(page_ids=[page_id])
    revision = _due().filter(pk=revision_id).first()
    if revision is None:  # somebody took it off the clock since the list was read
        return
    revision.publish(log_action="wagtail.publish.scheduled")
    report.published.append(page_id)
