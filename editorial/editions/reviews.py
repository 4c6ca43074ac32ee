"""The reviews of a text that is taken down: they were begun for a text that stood, so they end."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import TaskState, WorkflowState

from content_models.publishing import acting_user
from editorial.signoff.models import SignOff

logger = logging.getLogger(__name__)


def running_reviews(*, page_ids: Iterable[int]) -> QuerySet[WorkflowState]:
    """The reviews of these pages that run, those included that went back to the author."""
    return WorkflowState.objects.active().filter(
        object_id__in=[str(key) for key in page_ids],
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
    )


def reviews_end(
    *, page_ids: Iterable[int], is_by_clock: bool = False, begun_by: datetime | None = None
) -> int:
    """Cancel the running reviews of pages that are taken down. Returns how many ended.

    With `begun_by` those alone that had begun by then.

    Never in the way of that (R-17): one that cannot be cancelled stays, and neither the signing
    rule nor the gate counts what is signed in it.

    The clock judges no text. A review that runs while a period ends goes on, for it may be the one
    that prolongs it, unless somebody has signed in its step: what was signed before the end does
    not count after it, and nobody signs the same text twice in one step.
    """
    ended = 0
    running = running_reviews(page_ids=page_ids).order_by("pk")
    if begun_by is not None:
        running = running.filter(created_at__lte=begun_by)
    for state in running:
        if is_by_clock and not _is_signed(state):
            continue
        try:
            with transaction.atomic():
                state.cancel(user=acting_user.get())
            ended += 1
        except Exception:
            logger.exception("The review of page %s could not be cancelled.", state.object_id)
    return ended


def _is_signed(state: WorkflowState) -> bool:
    return SignOff.objects.filter(
        task_state__workflow_state=state,
        task_state__status=TaskState.STATUS_IN_PROGRESS,
        revocation__isnull=True,
    ).exists()
