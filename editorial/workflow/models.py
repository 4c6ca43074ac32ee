"""The two steps of a review as Wagtail tasks: the desk reads, a clinician signs.

Wagtail routes; it does not decide. Each action asks the rules of its room again, on the revision
that the task is about, whatever page stood in the address and whatever the form had checked.
"""

from typing import Any

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import AbstractGroupApprovalTask, TaskState

from content_models.publishing import Candidate, Reason
from editorial.workflow import services
from editorial.workflow.forms import PassForm, ReasonForm, SignOffForm
from editorial.workflow.locks import ReviewLock
from editorial.workflow.selectors import task_state_locked
from editorial.workflow.steps import approvals_carry, step_before, steps_of


class HouseTask(AbstractGroupApprovalTask):
    """What both steps share: members of the group act, a superuser has no part in it."""

    lock_class = ReviewLock
    # True for the step that sign-offs finish; only such a step publishes.
    is_signed = False

    class Meta:
        abstract = True

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if self._user_in_groups(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return bool(self._user_in_groups(user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._user_in_groups(user)

    def deactivate(self, user: Any = None) -> None:
        """Refused while a review runs: it would skip the step, and might publish (W-09)."""
        if TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS).exists():
            text = gettext("Reviews are running on this task; it can not be deactivated.")
            raise services.ActionRefused([Reason(code="in-use", text=text)])
        super().deactivate(user=user)

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Begin this step, or the one before it that the text as it is now has not passed.

        Wagtail sends a returned text straight to the step that returned it, and the steps before
        come after it: the last of them would publish (W-29).
        """
        steps = steps_of(workflow_state)
        if steps:
            approvals_carry(workflow_state, steps)
            before = step_before(self, workflow_state)
            if before is not None:
                return before.specific.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def get_form_for_action(self, action: str) -> Any:
        return ReasonForm

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        locked = task_state_locked(kind=self.task_state_class, pk=task_state.pk)
        return services.task_act(
            task=self, task_state=locked, user=user, action=action_name, data=kwargs
        )


class HouseTaskState(TaskState):
    """The state of a step, with a log entry that costs no second copy of the text."""

    class Meta:
        abstract = True

    def log_state_change_action(self, user: Any, action: str) -> None:
        """As Wagtail's, but on the page itself: its own rebuilds the whole revision for a title."""
        page = self.workflow_state.content_object
        following = self.workflow_state.get_next_task()
        log(
            instance=page,
            title=page.draft_title or page.title,
            action=f"wagtail.workflow.{action}",
            user=user,
            data={
                "workflow": {
                    "id": self.workflow_state.workflow_id,
                    "title": self.workflow_state.workflow.name,
                    "status": self.status,
                    "task_state_id": self.pk,
                    "task": {"id": self.task_id, "title": self.task.name},
                    "next": {"id": following.pk, "title": following.name} if following else None,
                },
                "comment": self.get_comment(),
            },
            revision_id=self.revision_id,
        )


class DeskTaskState(HouseTaskState):
    """The state of a desk step."""

    class Meta:
        verbose_name = _("desk review step")
        verbose_name_plural = _("desk review steps")


class DeskReviewTask(HouseTask):
    """Language and structure, by somebody who did not write the text."""

    task_state_class = DeskTaskState

    class Meta:
        verbose_name = _("Desk review")
        verbose_name_plural = _("Desk reviews")

    @classmethod
    def get_description(cls) -> str:
        return str(_("A desk editor checks language and structure before a clinician signs."))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._user_in_groups(user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Pass on to clinical sign-off"), False),
        ]

    def get_form_for_action(self, action: str) -> Any:
        return PassForm if action == "approve" else ReasonForm


class ClinicalTaskState(HouseTaskState):
    """The state of a clinical step; it is approved by sign-offs and by nothing else."""

    @cached_property
    def candidate(self) -> Candidate:
        """The text of the step's revision, read and projected once for an action.

        What is published is projected again by the save.
        """
        return Candidate(self.revision.as_object())

    class Meta:
        verbose_name = _("clinical sign-off step")
        verbose_name_plural = _("clinical sign-off steps")

    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> Any:
        """Approve once enough clinicians have signed this revision's text; refuse before."""
        services.clinical_quorum_require(task_state=self)
        # Where this ends the review, the text that was read for it is what is published.
        self.workflow_state.step_at_work = self
        return super().approve(user=user, update=update, comment=comment)


class ClinicalSignOffTask(HouseTask):
    """A clinician vouches for the text. Class A takes two."""

    task_state_class = ClinicalTaskState
    is_signed = True

    class Meta:
        verbose_name = _("Clinical sign-off")
        verbose_name_plural = _("Clinical sign-offs")

    @classmethod
    def get_description(cls) -> str:
        return str(_("A clinician with a valid credential signs exactly this text."))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._user_in_groups(user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("sign", _("Sign this text"), True),
        ]

    def get_form_for_action(self, action: str) -> Any:
        return SignOffForm if action == "sign" else ReasonForm

    def get_template_for_action(self, action: str) -> str:
        return "workflow/sign_modal.html" if action == "sign" else ""
