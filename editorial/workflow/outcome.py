"""Where a text is after a click, so that what is said of it is so."""

from enum import Enum
from typing import Any

from wagtail.models import Revision, TaskState

from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from editorial.workflow.models import ClinicalTaskState


class Outcome(Enum):
    """Where a text is after somebody acted on a step of its review."""

    RETURNED = "with its author"
    PUBLIC = "public"
    ON_THE_CLOCK = "signed, and on the clock"
    AT_DESK = "with the desk"
    AT_CLINICIANS = "with the clinicians, in a step that has just begun"
    HALF_SIGNED = "in the same step, for another clinician"
    ENDED = "in no step, and not public by this one"


def outcome(task_state: Any) -> Outcome:
    """What became of a text, read from the log, the clock and the step as they are now."""
    step = TaskState.objects.select_related("workflow_state__current_task_state").get(
        pk=task_state.pk
    )
    if step.status == TaskState.STATUS_REJECTED:
        return Outcome.RETURNED
    if _is_public_by(step):
        return Outcome.PUBLIC
    if Revision.objects.filter(pk=step.revision_id, approved_go_live_at__isnull=False).exists():
        return Outcome.ON_THE_CLOCK
    now = step.workflow_state.current_task_state
    if now is None or now.status != TaskState.STATUS_IN_PROGRESS:
        return Outcome.ENDED
    if now.pk == step.pk:
        return Outcome.HALF_SIGNED
    is_clinical = ClinicalTaskState.objects.filter(pk=now.pk).exists()
    return Outcome.AT_CLINICIANS if is_clinical else Outcome.AT_DESK


def _is_public_by(step: Any) -> bool:
    """True where the newest edition of the text names a sign-off of this step."""
    signed = SignOff.objects.filter(task_state_id=step.pk).order_by("-pk").first()
    if signed is None:
        return False
    newest = (
        Edition.objects.filter(content_id=signed.content_id, lang=signed.lang)
        .order_by("-number")
        .values_list("action", "signoff_ids")
        .first()
    )
    return newest is not None and newest[0] != "withdrawn" and signed.pk in newest[1]
