"""Going live and expiring by the clock, each item for itself.

Wagtail's own command runs all of it in one go: one refused page stops everything behind it, every
time it runs (W-15). Here each item has a transaction of its own, and whatever stops it is reported.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from wagtail.models import Page, Revision

from content_models.publishing import Refusal
from editorial.editions.clock import DatabaseNow
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.services import page_take_down

logger = logging.getLogger(__name__)


@dataclass
class ScheduleReport:
    """What one run did; `refused` maps a page's id to its reasons.

    `held` says why nothing at all was published: the log has lost its end.
    """

    published: list[int] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)
    held: str = ""


def schedule_run() -> ScheduleReport:
    """Take down what has expired by the database's time, and publish what is due and signed."""
    report = ScheduleReport()
    expired = _over().order_by("expire_at", "pk")
    for page_id in list(expired.values_list("pk", flat=True)):
        _isolated(report, page_id, lambda page_id=page_id: _expire(report, page_id))
    standing = standing_now()
    if standing.is_restored:
        report.held = standing.sentence()
        return report
    due = _due().order_by("approved_go_live_at", "pk")
    for revision_id, object_id in list(due.values_list("pk", "object_id")):
        _isolated(
            report,
            int(object_id),
            lambda revision_id=revision_id: _publish(report, revision_id),
        )
    return report


def _over() -> QuerySet[Page]:
    return Page.objects.filter(live=True, expire_at__lte=DatabaseNow())


def _due() -> QuerySet[Revision]:
    return Revision.objects.filter(approved_go_live_at__lte=DatabaseNow())


def _isolated(report: ScheduleReport, page_id: int, work: Any) -> None:
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        report.refused[page_id] = [str(reason.text) for reason in refusal.reasons]
    except DatabaseError as error:
        report.refused[page_id] = [str(error).strip().splitlines()[0]]
    except Exception as error:
        logger.exception("Scheduled page %s broke.", page_id)
        report.refused[page_id] = [f"{type(error).__name__}: {error}"]


def _expire(report: ScheduleReport, page_id: int) -> None:
    row = _over().select_for_update().filter(pk=page_id).first()
    if row is None:  # somebody gave it more time, or took it down, since the list was read
        return
    page = row.specific
    page.expired = True
    page_take_down(page=page)
    report.expired.append(page_id)


def _publish(report: ScheduleReport, revision_id: int) -> None:
    revision = _due().select_for_update().filter(pk=revision_id).first()
    if revision is None:
        return
    revision.publish(log_action="wagtail.publish.scheduled")
    report.published.append(int(revision.object_id))
