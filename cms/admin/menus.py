"""The editor's buttons: none that the gate would refuse anyway, and words that say what happens."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    PublishMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
    UnpublishMenuItem,
    WorkflowMenuItem,
)
from wagtail.models import WorkflowState

from content_models.base import SignedPage
from content_models.publishing import Candidate, refusals


class SubmitItem(SubmitForModerationMenuItem):
    """Submit, in words of the house; after a rejection the review goes on where it was."""

    label = _("Submit to review")

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        is_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        context["label"] = _("Submit to review again") if is_back else self.label
        return context


class CancelItem(CancelWorkflowMenuItem):
    label = _("Cancel the review")


class RestartItem(RestartWorkflowMenuItem):
    label = _("Start the review again")


class UnpublishItem(UnpublishMenuItem):
    label = _("Take down, without a notice of its own")


class ReviewItem(ActionMenuItem):
    """Leads to the screen of the step, where the text is read before it is decided on."""

    name = "action-review"
    label = _("Read and decide")
    icon_name = "clipboard-list"

    def get_url(self, parent_context: Any) -> str | None:
        step = parent_context["page"].current_workflow_task_state
        return reverse("review", args=[step.pk]) if step else None


OWN_WORDS = {
    SubmitForModerationMenuItem: SubmitItem,
    CancelWorkflowMenuItem: CancelItem,
    RestartWorkflowMenuItem: RestartItem,
    UnpublishMenuItem: UnpublishItem,
}


def house_action_menu(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Change the buttons of our own kinds of page in place."""
    page = context.get("page")
    if page is not None and not isinstance(page, SignedPage):
        return
    # A page that is not stored yet can have no sign-off.
    may_go_live = page is not None and not refusals(Candidate(page))
    is_acting = any(isinstance(item, WorkflowMenuItem) for item in items)
    kept = [item for item in items if not isinstance(item, WorkflowMenuItem)]
    items[:] = [_in_own_words(item) for item in kept if may_go_live or not _publishes(item)]
    if is_acting:
        items.insert(0, ReviewItem(order=-10))


def _publishes(item: Any) -> bool:
    return isinstance(item, PublishMenuItem)


def _in_own_words(item: Any) -> Any:
    own = OWN_WORDS.get(type(item))
    return own(order=item.order) if own else item
