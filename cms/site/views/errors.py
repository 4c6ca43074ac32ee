"""Nothing here, and something went wrong: both still help the reader on."""

from django.http import HttpRequest, HttpResponse

from cms.site.addresses import LANGUAGE_CODES, best_language
from cms.site.pages import page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a search box and the emergency numbers."""
    return page(request, template="site/404.html", lang=_language(request), build=dict, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Touches no database: it must work when that is what failed."""
    return page(request, template="site/500.html", lang=_language(request), build=dict, status=500)


def _language(request: HttpRequest) -> str:
    prefix = request.path.lstrip("/").split("/", 1)[0]
    if prefix in LANGUAGE_CODES:
        return prefix
    return best_language(request.headers.get("Accept-Language", "")) or "nb"
