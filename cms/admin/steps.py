"""Wagtail's addresses of a step name a page too. They are one text, or nothing is done.

A window that is refused stands there anew, with every reason, what follows now and what was typed.
"""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    WorkflowActionView,
)
from wagtail.models import TaskState

from cms.admin.refusals import undone
from content_models.publishing import Reason, Refusal
from editorial.workflow.follows import promise_obstacles
from editorial.workflow.forms import form_reasons
from editorial.workflow.selectors import closed_reasons
from editorial.workflow.services import ActionRefused


class _OfItsPage:
    """Refuses a step of another text than the one that the address names."""

    request: HttpRequest
    action_modal: bool
    form_class: Any
    task_state: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.named = (kwargs["page_id"], kwargs["task_state_id"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Raises ActionRefused, with a sentence, before anything is shown or done."""
        page_id, task_state_id = self.named
        step = get_object_or_404(
            TaskState.objects.select_related("workflow_state"), pk=task_state_id
        )
        if step.workflow_state.object_id != str(page_id):
            text = _(
                "This step is of another text than the one in the address. Nothing was done: open "
                "the step of the text itself."
            )
            raise ActionRefused([Reason(code="other-text", text=text)])
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Raises Refusal where there is no window to say it in, or nothing left to do in it."""
        try:
            self.check()
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except (Refusal, DatabaseError) as error:
            refusal = undone(request, error)
            is_window = request.headers.get("x-requested-with") == "XMLHttpRequest"
            step = TaskState.objects.get(pk=self.task_state.pk)
            if not is_window or not self.action_modal or closed_reasons(task_state=step):
                raise
            return self.shown_anew(request, refusal.reasons)
        return answer

    def check(self) -> None:
        """Raises ActionRefused for a form that says too little, before Wagtail passes it over."""
        form = self.form_class(self.request.POST)
        if not form.is_valid():
            raise ActionRefused(form_reasons(form))

    def shown_anew(self, request: HttpRequest, reasons: list[Reason]) -> HttpResponse:
        """The window with what was typed in it; what is said of no field that is seen is above."""
        form = self.form_class(request.POST)
        form.full_clean()
        for field in form.hidden_fields():
            form.errors.pop(field.name, None)
        at_fields = {f"form-{name}" for name in form.errors}
        for reason in reasons:
            if reason.code not in at_fields:
                form.add_error(None, reason.text)
        answer: HttpResponse = self.render_modal_form(request, form)  # type: ignore[attr-defined]
        return answer


class HouseWorkflowAction(_OfItsPage, WorkflowActionView):
    """Wagtail's window of an action of a step, for the text of that step alone."""


class HouseCollectActionData(_OfItsPage, CollectWorkflowActionDataView):
    """The same, where the editor asks in that window before it saves."""

    def check(self) -> None:
        """As for the other; the editor's save asks again, under the lock of the step."""
        super().check()
        if self.action_name == "sign":
            step = self.task_state
            reasons = promise_obstacles(
                shown=self.request.POST["shown_follows"],
                task_state=step, candidate=step.candidate, signer=self.request.user,
            )  # fmt: skip
            if reasons:
                raise ActionRefused(reasons)
