"""Registration only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages

from content_models.base import SignedPage
from content_models.publishing import Candidate, refusals


@hooks.register("before_publish_page")
def publish_with_reasons(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The publish button asks the gate first, so that the draft is kept and all reasons are said.

    The gate itself stands in `SignedPage.save()`; this only spares the editor an error page.
    """
    if not isinstance(page, SignedPage):
        return None
    reasons = refusals(Candidate(page))
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, str(reason.text))
    return redirect("wagtailadmin_pages:edit", page.pk)
