"""The review of a page that is taken down: it was begun for a text that stood, so it ends too."""

import logging
from typing import Any

from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from content_models.publishing import acting_user
from editorial.editions.withdrawal import WithdrawalReason, withdrawal_details
from editorial.signoff.models import SignOff

logger = logging.getLogger(__name__)


def reviews_end(*, page: Any) -> None:
    """Cancel the running review of a page that is taken down.

    Never in the way of that (R-17): where it can not be cancelled it stays, and neither the signing
    rule nor the gate counts what is signed in it.

    The clock judges no text. A review that runs while a period ends goes on, for it may be the one
    that prolongs it, unless somebody has signed in its step: what was signed before the end does
    not count after it, and nobody signs the same text twice in one step.
    """
    try:
        with transaction.atomic():
            for state in WorkflowState.objects.for_instance(page).active():
                if not _is_by_clock(page) or _is_signed(state):
                    state.cancel(user=acting_user.get())
    except Exception:
        logger.exception("The review of page %s could not be cancelled.", page.pk)


def _is_by_clock(page: Any) -> bool:
    details = withdrawal_details(page=page, lang=page.locale.language_code)
    return details["reason"] == WithdrawalReason.EXPIRED and acting_user.get() is None


def _is_signed(state: WorkflowState) -> bool:
    return SignOff.objects.filter(
        task_state__workflow_state=state,
        task_state__status=TaskState.STATUS_IN_PROGRESS,
        revocation__isnull=True,
    ).exists()
