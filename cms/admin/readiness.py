"""Why a text can not go live yet: the panel at the top of the editor.

It asks the same function as the gate (`content_models.publishing.refusals`), about the newest
draft.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.panels import Panel
from wagtail.models import Page, WorkflowState

from cms.admin.public_state import public_state
from cms.admin.schedule import schedule_sentences
from content_models.base import SignedPage
from content_models.publishing import Candidate, refusals
from editorial.editions.plan import PERSONAL

ROOT_DEPTH = 2
SIGNING_CODES = frozenset({"unsigned", "stale-signoff"})


def readiness_of(page: Any, user: Any) -> dict[str, Any]:
    """What the panel says of the newest draft of a page."""
    draft = page.get_latest_revision_as_object()
    found = refusals(Candidate(draft))
    reasons = [row for row in found if row.code not in PERSONAL]
    # Wagtail has the button for whoever it lets publish: that it is missing is said to nobody else.
    may_publish = page.permissions_for_user(user).can_publish()
    workflow = page.current_workflow_state
    step = workflow.current_task_state if workflow else None
    is_back = bool(workflow and workflow.status == WorkflowState.STATUS_NEEDS_CHANGES)
    task = step.task.specific if step else None
    return {
        "page": draft,
        "in_text": [row for row in reasons if row.code not in SIGNING_CODES],
        "in_person": [row for row in found if row.code in PERSONAL and may_publish],
        "in_signing": [row for row in reasons if row.code in SIGNING_CODES],
        "public": public_state(page),
        "schedule": schedule_sentences(draft),
        "workflow": workflow,
        "step": step,
        "step_name": task._meta.verbose_name if task else "",
        "is_back": is_back,
        "comment": step.specific.get_comment() if step and is_back else "",
        "may_act": bool(task and not is_back and task.get_actions(page, user)),
    }


class ReadinessPanel(Panel):
    """Stands above the text of a page that was saved; a language's own hub is never published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms_admin/readiness_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk and self.instance.depth > ROOT_DEPTH

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            stored = Page.objects.get(pk=self.instance.pk).specific
            return {**context, **readiness_of(stored, self.request.user)}


def readiness_panel() -> ReadinessPanel:
    """The panel, as it is put into the editor of every kind of page."""
    return ReadinessPanel(heading=_("Can this go live?"), icon="check")


@require_GET
def readiness(request: HttpRequest, page_id: int) -> HttpResponse:
    """The panel's content again, for the editor to fetch after a draft was saved by itself.

    Raises:
        PermissionDenied: this person can not open the page in the editor.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, SignedPage) or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    response = TemplateResponse(
        request, "cms_admin/readiness.html", readiness_of(page, request.user)
    )
    response["Cache-Control"] = "no-store"
    return response
