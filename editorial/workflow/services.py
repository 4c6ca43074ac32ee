"""What the buttons of a review do. Each asks the rules of its room and says every reason."""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from content_models.policy import risk_class
from content_models.projection import editorial_fields
from content_models.publishing import Reason, Refusal, acting_user
from editorial.signoff.selectors import signers_in_task
from editorial.signoff.services import signoff_record
from editorial.workflow.follows import promise_obstacles, published_so_far
from editorial.workflow.forms import PassForm, ReasonForm, SignOffForm, form_reasons
from editorial.workflow.selectors import (
    closed_reasons,
    pass_obstacles,
    revision_obstacles,
    since,
    withdrawn_at,
)


class ActionRefused(Refusal):
    """An action on a task was not accepted."""


class QuorumMissing(ActionRefused):
    """A clinical step is not approved yet: too few have signed exactly its text."""


def task_act(*, task: Any, task_state: Any, user: Any, action: str, data: dict[str, Any]) -> None:
    """Carry out one action on one task state.

    Raises:
        ActionRefused, SignOffRefused, PublicationRefused: with every reason; nothing is changed.
    """
    reasons = closed_reasons(task_state=task_state)
    allowed = {name for name, _label, _modal in task.get_actions(None, user)}
    if action not in allowed or task_state.task_id != task.pk:
        text = _("Only members of the group of this step may do this.")
        reasons.append(Reason(code="not-in-group", text=text))
    if reasons:
        raise ActionRefused(reasons)
    token = acting_user.set(user)
    try:
        if action == "reject":
            _reject(task_state=task_state, user=user, data=data)
        elif action == "approve":
            _desk_pass(task_state=task_state, user=user, data=data)
        else:
            _sign(task_state=task_state, user=user, data=data)
    finally:
        acting_user.reset(token)


def _reject(*, task_state: Any, user: Any, data: dict[str, Any]) -> None:
    form = ReasonForm(data)
    if reasons := form_reasons(form):
        raise ActionRefused(reasons)
    task_state.reject(user=user, comment=form.cleaned_data["comment"])


def _desk_pass(*, task_state: Any, user: Any, data: dict[str, Any]) -> None:
    """Pass a text on. A desk editor may mend it while it lies there, but not pass their own."""
    form = PassForm(data)
    reasons = [*form_reasons(form), *pass_obstacles(task_state=task_state, user=user)]
    if reasons:
        raise ActionRefused(reasons)
    latest_id = task_state.workflow_state.content_object.latest_revision_id
    if latest_id != task_state.revision_id:
        # Mended while it lay on the desk: what is passed on is the text as it is now.
        task_state.revision_id = latest_id
        task_state.save(update_fields=["revision"])
    task_state.approve(user=user, comment=form.cleaned_data["comment"], update=False)
    review = task_state.workflow_state
    # The desk publishes nothing: where no step is left, the text goes to the clinicians again.
    following = review.get_next_task() or _clinical_step(review)
    review.update(user=user, next_task=following)


def _clinical_step(review: Any) -> Any:
    steps = [task.specific for task in review.workflow.tasks]
    return next((task for task in steps if getattr(task, "is_signed", False)), None)


def _sign(*, task_state: Any, user: Any, data: dict[str, Any]) -> None:
    """Sign, or say all that stands in the way: in the form, in the step and in the rules.

    No signature publishes more than its form said: neither by what is known before it is given,
    nor by what came of it.
    """
    form = SignOffForm(data)
    obstacles = form_reasons(form)
    # What the form did not take is empty to the rules; it is refused in any case.
    said = form.cleaned_data
    revision, candidate = task_state.revision, task_state.candidate
    page = candidate.page
    newer = revision_obstacles(page=page, revision=revision)
    obstacles += newer
    shown_follows = said.get("shown_follows", "")
    # In a step of an older text nothing follows that could be compared.
    if shown_follows and not newer:
        obstacles += promise_obstacles(
            shown=shown_follows, task_state=task_state, candidate=candidate, signer=user
        )
    before = published_so_far(page=page, revision_id=revision.pk)
    signoff_record(
        revision=revision,
        candidate=candidate,
        signer=user,
        shown_digest=said.get("shown_digest", ""),
        checklist_version=said.get("checklist_version", ""),
        ticked=frozenset(said.get("ticked", ())),
        attested=said.get("attested", False),
        since_revision_id=since(page),
        withdrawn_at=withdrawn_at(page),
        task_state=task_state,
        comment=said.get("comment", ""),
        obstacles=obstacles,
    )
    with suppress(QuorumMissing):
        task_state.approve(user=user, comment=said["comment"])
    after = published_so_far(page=page, revision_id=revision.pk)
    breach = before.breach(after=after, promised=shown_follows)
    if breach:
        raise ActionRefused(breach)


def clinical_quorum_require(*, task_state: Any) -> None:
    """Refuse to approve a clinical step that too few have signed.

    Raises:
        QuorumMissing: fewer clinicians than the risk class asks for have signed exactly this text.
    """
    # The database keeps a signed revision as it is, but not what it refers to: a topic that was
    # renamed between two signatures makes two texts of it, and neither has both. A label that
    # was taken off between them is one that only the first was given for.
    candidate = task_state.candidate
    signers = signers_in_task(
        task_state_id=task_state.pk,
        digest=candidate.clinical_digest,
        lang=candidate.page.locale.language_code,
        labels=editorial_fields(candidate.page),
    )
    quorum = risk_class(candidate.page.risk_class).quorum
    if len(signers) < quorum:
        text = _("Not signed: %(count)d of %(quorum)d clinicians have signed exactly this text.")
        said = text % {"count": len(signers), "quorum": quorum}
        raise QuorumMissing([Reason(code="unsigned", text=said)])
