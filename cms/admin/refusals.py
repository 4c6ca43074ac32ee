"""Turn a refusal into messages: every reason, on the page the person came from, nothing lost."""

import json
from collections.abc import Callable
from typing import Final

import psycopg
from django.contrib.messages import get_messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow

from content_models.publishing import Reason, Refusal
from content_models.words import whole

# The mark of what `editions_refuse` says, and how `editions_take_order` begins.
GATE: Final = "edition gate"
ORDER_IS_HELD: Final = "Another transaction holds the log"
# As long as a comment may be (`editorial.workflow.forms`).
MOST_TYPED: Final = 5000
GetResponse = Callable[[HttpRequest], HttpResponse]


def refusal_messages(request: HttpRequest, refusal: Refusal) -> None:
    """Put every reason on the next page."""
    for reason in refusal.reasons:
        messages.error(request, str(reason.text))


def typed_message(request: HttpRequest, typed: str) -> None:
    """Put what somebody had written to an action on the next page: no form there holds it."""
    if words := whole(typed[:MOST_TYPED]).strip():
        messages.warning(request, _("You had written: %(words)s") % {"words": words})


def typed_in_window(request: HttpRequest) -> str:
    """The comment that the editor's window had taken, and sent with the text; else empty."""
    try:
        sent = json.loads(request.POST.get("workflow-action-extra-data", ""))
    except (ValueError, RecursionError):
        return ""
    comment = sent.get("comment") if isinstance(sent, dict) else None
    return comment if isinstance(comment, str) else ""


def _typed(request: HttpRequest) -> str:
    return (typed_in_window(request) or str(request.POST.get("comment", "")))[:MOST_TYPED]


def refusal_of(exception: Exception) -> Refusal | None:
    """A refusal, also where the database alone has refused at commit; None for anything else."""
    if isinstance(exception, Refusal):
        return exception
    cause = exception.__cause__ if isinstance(exception, DatabaseError) else None
    if not isinstance(cause, psycopg.Error) or cause.diag.message_hint != GATE:
        return None
    said = cause.diag.message_primary or ""
    if said.startswith(ORDER_IS_HELD):
        text = _(
            "Another transaction holds the log, and nothing was written. Try again in a while; "
            "if it stays so, whoever runs the house can name and end it (manage.py log_lock)."
        )
        return Refusal([Reason(code="order-held", text=text)])
    text = _("The database refused, and nothing was written: %(reason)s")
    return Refusal([Reason(code="database", text=text % {"reason": said})])


def undone(request: HttpRequest, error: Exception) -> Refusal:
    """The refusal that an error is; what the request said before is of what is undone now.

    Raises the error itself, where it is no refusal.
    """
    refusal = refusal_of(error)
    if refusal is None:
        raise error
    list(get_messages(request))
    return refusal


class RefusalMiddleware:
    """Answer a refusal that no view has handled, in the admin only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A window gets the reasons in the window; a page goes back with messages."""
        refusal = refusal_of(exception)
        if refusal is None or not request.path_info.startswith("/admin/"):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return render_modal_workflow(
                request,
                "cms_admin/refused_modal.html",
                None,
                {"reasons": refusal.reasons, "words": whole(_typed(request))},
                json_data={"step": "action"},
            )
        # What was said before is of what is undone now.
        list(get_messages(request))
        refusal_messages(request, refusal)
        typed_message(request, _typed(request))
        back = request.headers.get("referer", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("wagtailadmin_home")
        return redirect(back)
