"""The real path from a draft to a signed edition, as the admin walks it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import TaskState, Workflow

from content_models.publishing import Candidate
from editorial.signoff.checklist import current
from editorial.workflow.follows import follows_signature
from editorial.workflow.models import ClinicalTaskState
from editorial.workflow.provisioning import WORKFLOW
from editorial.workflow.selectors import signed_so_far


def sign_data(page: Any, *, by: Any = None) -> dict[str, Any]:
    """What the sign-off form posts for a text, as its screen says it now.

    `by` matters where the same person has signed in an earlier step of the review.
    """
    checklist, candidate = current(), Candidate(page)
    return {
        "shown_digest": candidate.clinical_digest,
        "shown_follows": shown_follows(page, by or AnonymousUser()),
        "checklist_version": checklist.version,
        "ticked": list(checklist.items),
        "attested": True,
    }


def shown_follows(page: Any, signer: Any) -> str:
    """What the screen of the step that runs says of a signature; without a step, of another one."""
    running = ClinicalTaskState.objects.filter(
        workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS
    ).last()
    if running is None:
        return "another"
    candidate = running.candidate
    progress = signed_so_far(task_state=running, candidate=candidate)
    return follows_signature(
        task_state=running, candidate=candidate, progress=progress, signer=signer
    ).promise


def submit(page: Any, *, by: Any) -> Any:
    """Start the review; returns the workflow's state."""
    return Workflow.objects.get(name=WORKFLOW).start(page, by)


def act(state: Any, action: str, *, by: Any, **data: Any) -> None:
    """One action on the current task."""
    state.refresh_from_db()
    task_state = state.current_task_state.specific
    task_state.task.specific.on_action(task_state, by, action, **data)


def publish(page: Any, *, author: Any, desk: Any, clinicians: list[Any]) -> None:
    """Walk a draft through desk and clinicians."""
    state = submit(page, by=author)
    act(state, "approve", by=desk)
    state.refresh_from_db()
    for clinician in clinicians:
        text = state.current_task_state.revision.as_object()
        act(state, "sign", by=clinician, **sign_data(text))
