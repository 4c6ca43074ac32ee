"""Turn a refusal into messages: every reason, on the page the person came from, nothing lost."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow

from content_models.publishing import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]


def refusal_messages(request: HttpRequest, refusal: Refusal) -> None:
    """Put every reason on the next page."""
    for reason in refusal.reasons:
        messages.error(request, str(reason.text))


class RefusalMiddleware:
    """Answer a refusal that no view has handled, in the admin only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A window gets the reasons in the window; a page goes back with messages."""
        if not isinstance(exception, Refusal) or not request.path_info.startswith("/admin/"):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return render_modal_workflow(
                request,
                "cms_admin/refused_modal.html",
                None,
                {"reasons": exception.reasons},
                json_data={"step": "action"},
            )
        refusal_messages(request, exception)
        back = request.headers.get("referer", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("wagtailadmin_home")
        return redirect(back)
