"""What counts as a person at work: asking for a page, not what a page asks for by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN_PREFIX = "/admin/"


def is_by_person(request: HttpRequest) -> bool:
    """Whether somebody has followed a link or sent a form.

    Browsers say what a request is for. Saving by itself, previews, pings and the like are fetched
    by scripts: they keep no session alive. `session.js` tells of hands at the keyboard instead.
    """
    purpose = request.headers.get("Sec-Fetch-Dest")
    if purpose is not None:
        return purpose == "document"
    is_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    accepts = request.headers.get("Accept", "text/html")
    return not is_script and "text/html" in accepts


class SessionTouchMiddleware:
    """Note that a person is at work, for the admin's paths alone. Stands after authentication."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path_info.startswith(ADMIN_PREFIX)
            and is_by_person(request)
            and request.user.is_authenticated
        ):
            request.session.touch()  # type: ignore[attr-defined]
        return self.get_response(request)
