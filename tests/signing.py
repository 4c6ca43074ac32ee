"""The real path from a draft to a signed edition, as the admin walks it."""

from typing import Any

from wagtail.models import Workflow

from content_models.publishing import Candidate
from editorial.signoff.checklist import current
from editorial.workflow.provisioning import WORKFLOW


def sign_data(page: Any) -> dict[str, Any]:
    """What the sign-off form posts for a text."""
    checklist = current()
    return {
        "shown_digest": Candidate(page).clinical_digest,
        "checklist_version": checklist.version,
        "ticked": list(checklist.items),
        "attested": True,
    }


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
    data = sign_data(state.current_task_state.revision.as_object())
    for clinician in clinicians:
        act(state, "sign", by=clinician, **data)
