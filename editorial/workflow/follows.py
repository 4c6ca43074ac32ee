"""What follows a signature, said before it is given: no button publishes that does not say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Task

from content_models.publishing import Candidate, refusals
from editorial.editions.clock import database_now
from editorial.workflow.selectors import SignedSoFar

# Reasons of the gate that the signature itself answers.
ANSWERED_BY_SIGNING = frozenset({"unsigned", "stale-signoff", "label"})


@dataclass(frozen=True)
class Follows:
    """What one more signature leads to; at most one of these is so.

    `is_public`: the text is public at once. `goes_live_at`: it goes on the clock. `lacks_another`:
    another clinician must sign. `lacks_a_step`: another step follows. None of them: something
    stands in the way of publication, which the screens name elsewhere.
    """

    is_public: bool = False
    goes_live_at: datetime | None = None
    lacks_another: bool = False
    lacks_a_step: bool = False


def follows_signature(*, task_state: Any, candidate: Candidate, progress: SignedSoFar) -> Follows:
    """What follows if a clinician who has not signed yet signs the text of a step now."""
    if len(progress.signoffs) + 1 < progress.quorum:
        return Follows(lacks_another=True)
    if _another_step(task_state):
        return Follows(lacks_a_step=True)
    if any(row.code not in ANSWERED_BY_SIGNING for row in refusals(candidate)):
        return Follows()
    wanted = candidate.page.go_live_at
    if wanted is not None and wanted > database_now():
        return Follows(goes_live_at=wanted)
    return Follows(is_public=True)


def _another_step(task_state: Any) -> bool:
    """True where the review has a step that is not done, beside this one."""
    review = task_state.workflow_state
    steps = Task.objects.filter(workflow_tasks__workflow=review.workflow_id, active=True)
    done = review.successful_task_states
    return steps.exclude(pk=task_state.task_id).exclude(task_states__in=done).exists()
