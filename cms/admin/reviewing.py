"""One screen for a step of a review: the text, what is new in it, and what may be done with it."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.models import Page, TaskState

from cms.admin.drawing import draft_response
from cms.admin.refusals import typed_message, undone
from cms.admin.schedule import in_words, on_the_clock, schedule_sentences
from content_models.publishing import Candidate, Reason, Refusal, refusals
from editorial.workflow.follows import ANSWERED_BY_SIGNING
from editorial.workflow.models import ClinicalTaskState, HouseTask
from editorial.workflow.outcome import Outcome, outcome
from editorial.workflow.selectors import (
    closed_reasons,
    differences_since_signed,
    pass_obstacles,
    sign_obstacles,
    signed_so_far,
)

# The forms on the screen that have a place for words, and show again what was typed.
WITH_WORDS: Final = ("sign", "reject")


def review(request: HttpRequest, task_state_id: int) -> HttpResponse:
    """Show a step to somebody of its group; on POST act on it, or say every reason why not."""
    task_state, task = _step(request, task_state_id)
    closed = closed_reasons(task_state=task_state)
    if closed:
        for reason in closed:
            messages.warning(request, reason.text)
        typed_message(request, str(request.POST.get("comment", "")))
        return redirect("wagtailadmin_home")
    action = str(request.POST.get("action", ""))
    form = _form(task, action, request.POST) if request.method == "POST" else None
    reasons: list[Reason] = []
    if form is not None:
        try:
            task.on_action(task_state, request.user, action, **_posted(form))
        except (Refusal, DatabaseError) as error:
            reasons = undone(request, error).reasons
            if action not in WITH_WORDS:
                typed_message(request, str(request.POST.get("comment", "")))
        else:
            _say_done(request, task_state, action)
            return redirect("wagtailadmin_home")
    return _screen(request, task_state, task, action=action, form=form, reasons=reasons)


@require_GET
def review_text(request: HttpRequest, task_state_id: int) -> HttpResponse:
    """The text of a step as the reader will see it."""
    task_state, _task = _step(request, task_state_id)
    return draft_response(request, _text(task_state))


def _step(request: HttpRequest, task_state_id: int) -> tuple[Any, Any]:
    """A step of our own kinds and its task, for members of its group."""
    task_state = get_object_or_404(TaskState, pk=task_state_id).specific
    task = task_state.task.specific
    if not isinstance(task, HouseTask) or not task.get_actions(None, request.user):
        raise PermissionDenied
    return task_state, task


def _text(task_state: Any) -> Any:
    """What is acted on: the desk passes on the newest draft, a clinician signs one revision."""
    if isinstance(task_state, ClinicalTaskState):
        return task_state.revision.as_object()
    return task_state.workflow_state.content_object.get_latest_revision_as_object()


def _form(task: Any, action: str, data: Any = None) -> Any:
    """The form of an action; the names on the screen are apart, for two forms stand there."""
    return task.get_form_for_action(action)(data, auto_id=f"{action or 'none'}_%s")


def _posted(form: Any) -> dict[str, Any]:
    """What was filled in. The rules behind the action check it again, and say what is wrong."""
    data = {name: form.data.get(name, "") for name in form.fields}
    if "ticked" in form.fields:
        data["ticked"] = form.data.getlist("ticked")
    return data


def _screen(
    request: HttpRequest, task_state: Any, task: Any, *, action: str, form: Any,
    reasons: list[Reason],
) -> HttpResponse:  # fmt: skip
    candidate = Candidate(_text(task_state))
    is_clinical = isinstance(task_state, ClinicalTaskState)
    if is_clinical:
        obstacles = sign_obstacles(task_state=task_state, user=request.user, candidate=candidate)
    else:
        obstacles = pass_obstacles(task_state=task_state, user=request.user)
    lacks = [row for row in refusals(candidate) if row.code not in ANSWERED_BY_SIGNING]
    return TemplateResponse(
        request,
        "cms_admin/review.html",
        {
            "task_state": task_state,
            "page": candidate.page,
            "candidate": candidate,
            "step": task._meta.verbose_name,
            "is_clinical": is_clinical,
            "obstacles": obstacles,
            "lacks": lacks,
            "schedule": schedule_sentences(candidate.page),
            "differences": differences_since_signed(candidate),
            "progress": signed_so_far(task_state=task_state, candidate=candidate),
            "reasons": reasons,
            "form": form if action == "sign" else _form(task, "sign"),
            "reason_form": form if action == "reject" else _form(task, "reject"),
            # Whoever changes a text can not sign it: a clinician is not led there.
            "can_edit": not is_clinical,
        },
        status=200 if not reasons else 422,
    )


def _say_done(request: HttpRequest, task_state: Any, action: str) -> None:
    """Say what became of the text, as the log, the clock and the step say it now."""
    page = Page.objects.get(pk=task_state.revision.object_id).specific
    became = outcome(task_state)
    values = {"title": page.title}
    if became is Outcome.ON_THE_CLOCK:
        values["when"] = in_words(on_the_clock([page.pk])[page.pk])
    buttons = None
    if became is Outcome.PUBLIC:
        buttons = [messages.button(page.full_url, _("See it"), new_window=True)]
    said = _SAID_AFTER_SIGNING if action == "sign" else _SAID
    messages.success(request, str(said[became]) % values, buttons=buttons)


_SAID = {
    Outcome.RETURNED: gettext_lazy("“%(title)s” went back to its author with what you wrote."),
    Outcome.AT_CLINICIANS: gettext_lazy("“%(title)s” is passed on to clinical sign-off."),
    Outcome.AT_DESK: gettext_lazy("“%(title)s” is with the desk."),
    Outcome.HALF_SIGNED: gettext_lazy("“%(title)s” is still in this step."),
    Outcome.PUBLIC: gettext_lazy("“%(title)s” is public now."),
    Outcome.ON_THE_CLOCK: gettext_lazy("“%(title)s” goes live on %(when)s."),
    Outcome.ENDED: gettext_lazy(
        "“%(title)s” is in no review any more, and nothing new of it is public."
    ),
}
_SAID_AFTER_SIGNING = {
    **_SAID,
    Outcome.PUBLIC: gettext_lazy("You have signed “%(title)s”, and it is public now."),
    Outcome.ON_THE_CLOCK: gettext_lazy("You have signed “%(title)s”. It goes live on %(when)s."),
    Outcome.HALF_SIGNED: gettext_lazy(
        "You have signed “%(title)s”. Another clinician must sign before it is public."
    ),
    Outcome.AT_DESK: gettext_lazy(
        "You have signed “%(title)s”. The desk must pass it on before it is public."
    ),
    Outcome.AT_CLINICIANS: gettext_lazy(
        "You have signed “%(title)s”. Clinicians must sign it again before it is public."
    ),
    Outcome.ENDED: gettext_lazy("You have signed “%(title)s”, but nothing new of it is public."),
}


def review_url(task_state: Any) -> str:
    """Where the screen of a step is."""
    return reverse("review", args=[task_state.pk])
