"""Wagtail's addresses of a step name a page too. They are one text, or nothing is done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    WorkflowActionView,
)
from wagtail.models import TaskState

from content_models.publishing import Reason
from editorial.workflow.services import ActionRefused


class _OfItsPage:
    """Refuses a step of another text than the one that the address names."""

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


class HouseWorkflowAction(_OfItsPage, WorkflowActionView):
    """Wagtail's window of an action of a step, for the text of that step alone."""


class HouseCollectActionData(_OfItsPage, CollectWorkflowActionDataView):
    """The same, where the editor asks in that window before it saves."""
