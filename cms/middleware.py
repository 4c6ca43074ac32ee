"""Public paths carry no session, no cookie and no user, so nothing private can reach them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN_PREFIX = "/admin/"


class AdminOnlyMiddleware:
    """Run another middleware for the admin's paths alone.

    A response that never saw a session can be cached by anybody without leaking one, and a public
    read does not pay for what it can not use.
    """

    dotted_path: str

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.inner: Any = import_string(self.dotted_path)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ADMIN_PREFIX):
            response: HttpResponse = self.inner(request)
            return response
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        hook = getattr(self.inner, "process_view", None)
        if hook is None or not request.path_info.startswith(ADMIN_PREFIX):
            return None
        response: HttpResponse | None = hook(request, view, args, kwargs)
        return response


class AdminSessionMiddleware(AdminOnlyMiddleware):
    dotted_path = "django.contrib.sessions.middleware.SessionMiddleware"


class AdminCsrfMiddleware(AdminOnlyMiddleware):
    dotted_path = "django.middleware.csrf.CsrfViewMiddleware"


class AdminAuthenticationMiddleware(AdminOnlyMiddleware):
    dotted_path = "django.contrib.auth.middleware.AuthenticationMiddleware"


class AdminMessageMiddleware(AdminOnlyMiddleware):
    dotted_path = "django.contrib.messages.middleware.MessageMiddleware"
