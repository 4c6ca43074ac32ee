"""The admin while the database is away: a plain page that needs nothing of it."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from cms.site.pages import protect
from cms.site.views.errors import RETRY_SECONDS, language_of

TEMPLATE = "cms_admin/unavailable.html"


def admin_unavailable(request: HttpRequest, *, is_locked: bool = False) -> HttpResponse:
    """503; says what has become of what somebody was just doing: that it may not be saved.

    `is_locked`: the database is there, and somebody holds what was needed.
    """
    lang = language_of(request)
    with translation.override(lang):
        html = render_to_string(
            TEMPLATE,
            {"lang": lang, "is_writing": request.method == "POST", "is_locked": is_locked},
        )
    response = HttpResponse(html, status=503)
    response["Content-Language"] = lang
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = RETRY_SECONDS
    return protect(response)
