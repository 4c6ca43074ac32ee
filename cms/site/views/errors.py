"""Nothing here, something went wrong, or away: each still helps the reader on."""

from django.http import HttpRequest, HttpResponse

from cms.site.addresses import LANGUAGE_CODES, best_language
from cms.site.pages import page

RETRY_SECONDS = "5"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a search box and the emergency numbers."""
    return page(
        request, template="site/404.html", lang=language_of(request), build=dict, status=404
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Touches no database: it must work when that is what failed."""
    return page(
        request, template="site/500.html", lang=language_of(request), build=dict, status=500
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with the emergency numbers, while the database is away. Touches none."""
    lang = language_of(request)
    response = page(request, template="site/503.html", lang=lang, build=dict, status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response


def restored(request: HttpRequest) -> HttpResponse:
    """503 while a restored log waits for a person. Touches no database."""
    lang = language_of(request)
    return page(request, template="site/restored.html", lang=lang, build=dict, status=503)


def language_of(request: HttpRequest) -> str:
    """The language of the address, else the best that the browser asks for, else bokmål."""
    prefix = request.path.lstrip("/").split("/", 1)[0]
    if prefix in LANGUAGE_CODES:
        return prefix
    return best_language(request.headers.get("Accept-Language", "")) or "nb"
