"""How every page of the site leaves the house: language, headers, caching. No cookies, ever."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cms.headers import PERMISSIONS_POLICY
from cms.site.addresses import LANGUAGES, SUBJECT_SEGMENTS, absolute, kind_segment
from cms.site.caching import cache_control, entity_tag
from cms.site.vocabulary import ARTICLE_KINDS, EMERGENCY_LINES, kind_plural

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def protect(response: HttpResponse) -> HttpResponse:
    """Put the site's security headers on a response."""
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Permissions-Policy"] = PERMISSIONS_POLICY
    response["X-Frame-Options"] = "DENY"
    return response


def page(
    request: HttpRequest,
    *,
    template: str,
    lang: str,
    build: Callable[[], dict[str, Any]],
    status: int = HTTPStatus.OK,
    tag_parts: tuple[str, ...] | None = None,
    left: int | None = None,
    surrogate_keys: tuple[str, ...] = (),
) -> HttpResponse:
    """Render a page, or answer 304 where the reader already has it.

    `build` makes what the template needs; it runs with the page's language active, and not at all
    for a 304. `tag_parts` are what the page shows, in words that change when it does; without them
    the page is rendered first and its own bytes decide. `left` are the seconds that its text has
    (see `cache_control`). Errors are not stored by caches.
    """
    tag = entity_tag(lang, *tag_parts) if tag_parts is not None else None
    if tag and status == HTTPStatus.OK and _has(request, tag):
        return _finish(HttpResponseNotModified(), tag, left, surrogate_keys)
    with translation.override(lang):
        html = render_to_string(template, {**frame(request, lang=lang), **build()}, request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = lang
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.NOT_FOUND:
        response["Cache-Control"] = "no-store"
        return protect(response)
    tag = tag or entity_tag(lang, html)
    if status == HTTPStatus.OK and _has(request, tag):
        response = HttpResponseNotModified()
    return _finish(response, tag, left, surrogate_keys)


def frame(request: HttpRequest, *, lang: str) -> dict[str, Any]:
    """What the frame around every page needs, in the active language."""
    return {
        "lang": lang,
        "languages": language_links(lang=lang, urls={}),
        "canonical": absolute(request.path),
        "kinds": [
            {
                "id": kind,
                "name": kind_plural(kind),
                "url": f"/{lang}/{kind_segment(lang=lang, kind=kind)}",
            }
            for kind in ARTICLE_KINDS
        ],
        "emergency_lines": EMERGENCY_LINES,
        "subject_segment": SUBJECT_SEGMENTS[lang],
    }


def language_links(*, lang: str, urls: dict[str, str]) -> list[dict[str, Any]]:
    """The language menu of a page that exists under `urls`; other languages lead to their home.

    `elsewhere` says so, in the language of the link.
    """
    return [
        {
            "code": code,
            "name": name,
            "url": urls.get(code, f"/{code}/"),
            "exact": code in urls,
            "here": code == lang,
            "elsewhere": "" if code in urls else _front_page(code),
        }
        for code, name in LANGUAGES
    ]


def _front_page(lang: str) -> str:
    with translation.override(lang):
        return gettext("(front page)")


def _has(request: HttpRequest, tag: str) -> bool:
    offered = request.headers.get("If-None-Match", "")
    return tag in {part.strip().removeprefix("W/") for part in offered.split(",")}


def _finish(
    response: HttpResponse, tag: str, left: int | None, keys: tuple[str, ...]
) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = cache_control(left)
    if keys:
        response["Surrogate-Key"] = " ".join(keys)
    return protect(response)
