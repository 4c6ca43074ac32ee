"""Which step of a review comes next: a changed text starts anew, an unchanged one goes on."""

from typing import Any

from content_models.projection import editorial_fields
from content_models.publishing import Candidate
from editorial.signoff.reviews.selectors import text_changed

# What a review is about besides the article and its labels.
_ABOUT = ("slug", "go_live_at", "expire_at")


def says_the_same(before: Any, after: Any) -> bool:
    """True where two revisions of a page hold the same text, labels, address and dates.

    A save writes a revision whether anything was changed or not, so the revision decides nothing.
    """
    if before.pk == after.pk:
        return True
    old, new = Candidate(before.as_object()), Candidate(after.as_object())
    return (
        old.clinical_digest == new.clinical_digest
        and editorial_fields(old.page) == editorial_fields(new.page)
        and all(getattr(old.page, name) == getattr(new.page, name) for name in _ABOUT)
    )


def steps_of(workflow_state: Any) -> list[Any]:
    """The steps of a review, the newest first; none where it only begins."""
    return list(workflow_state.task_states.order_by("-pk"))


def approvals_carry(workflow_state: Any, steps: list[Any]) -> None:
    """Let what was approved stand for the newest revision too, where that says just the same.

    A text that was another one in between says it again, and not still.
    """
    newest = next((step for step in steps if step.revision_id is not None), None)
    page = workflow_state.content_object
    if newest is None or newest.revision_id == page.latest_revision_id:
        return
    latest = page.get_latest_revision()
    between = {"after": newest.revision_id, "until": latest.pk}
    if says_the_same(newest.revision, latest) and not text_changed(page_id=page.pk, **between):
        approved = workflow_state.task_states.filter(
            status=newest.STATUS_APPROVED, revision_id=newest.revision_id
        )
        for state in approved:
            state.specific.copy(update_attrs={"revision": latest})


def step_before(task: Any, workflow_state: Any) -> Any | None:
    """The step that the newest text has to pass before `task`; None where it may start now."""
    following = workflow_state.get_next_task()
    return None if following is None or following.pk == task.pk else following
