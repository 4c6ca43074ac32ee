"""Headers by which a browser is told what a page may do. Each room says what its pages need."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN_PREFIX: Final = "/admin/"
PERMISSIONS_POLICY: Final = "camera=(), geolocation=(), microphone=(), interest-cohort=()"


def content_security_policy(**sources: str) -> str:
    """The header's value: nothing but what is named, below the house's own address.

    Names are directives with `_` for `-`. `base-uri` and all that is not named is `'none'`.
    """
    rows = {"default_src": "'none'", "base_uri": "'none'", **sources}
    return "; ".join(f"{name.replace('_', '-')} {value}" for name, value in rows.items())


# Scripts come from files of the house alone: what Wagtail writes into its pages is replaced
# (cms/admin/starting.py). Its scripts write styles, and draw pictures before uploading them.
ADMIN_POLICY: Final = content_security_policy(
    script_src="'self'",
    style_src="'self' 'unsafe-inline'",
    img_src="'self' data: blob:",
    font_src="'self'",
    connect_src="'self'",
    frame_src="'self'",
    manifest_src="'self'",
    media_src="'self' blob:",
    form_action="'self'",
)
# The page that shows the API lets a reader try it; its parts are drawn by its own scripts.
DOCS_POLICY: Final = content_security_policy(
    script_src="'self'",
    style_src="'self' 'unsafe-inline'",
    img_src="'self' data:",
    font_src="'self'",
    connect_src="'self'",
    form_action="'none'",
    frame_ancestors="'none'",
)


class AdminHeadersMiddleware:
    """Every page of the admin carries a policy; one that has a stricter one keeps it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN_PREFIX):
            # What is shown inside another page of the house has said so in the older header.
            is_framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
            framed_by = "frame-ancestors 'self'" if is_framed else "frame-ancestors 'none'"
            response.headers.setdefault("Content-Security-Policy", f"{ADMIN_POLICY}; {framed_by}")
            response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
