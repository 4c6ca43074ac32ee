"""For search engines: robots.txt and the site maps, from public documents alone."""

from collections.abc import Iterable
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from cms.site import selectors
from cms.site.addresses import LANGUAGE_CODES, absolute
from cms.site.caching import list_key
from cms.site.pages import protect

CACHE = "public, max-age=3600"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots(_request: HttpRequest) -> HttpResponse:
    """Everything may be read by robots but the admin and endless search results."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    lines += [f"Disallow: /{lang}/search" for lang in LANGUAGE_CODES]
    lines += ["", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return _kept("\n".join(lines), content_type="text/plain; charset=utf-8")


def sitemap_index(_request: HttpRequest) -> HttpResponse:
    """One map for each language."""
    places = (_place(f"/sitemap-{lang}.xml") for lang in LANGUAGE_CODES)
    return _xml("sitemapindex", (f"<sitemap>{place}</sitemap>" for place in places))


def sitemap(_request: HttpRequest, lang: str) -> HttpResponse:
    """Home and every article that can be read in a language, with the moment of its last change."""
    entries = [f"<url>{_place(f'/{lang}/')}</url>"]
    entries += [
        f"<url>{_place(f'/{code}/{path}')}"
        f"<lastmod>{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for code, path, changed in selectors.site_map(lang=lang)
    ]
    response = _xml("urlset", entries)
    response["Surrogate-Key"] = list_key(lang)
    return response


def _place(path: str) -> str:
    return f"<loc>{escape(absolute(path))}</loc>"


def _xml(root: str, entries: Iterable[str]) -> HttpResponse:
    """Joined, and not looped over in a template: there may be fifty thousand entries."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    return _kept("\n".join([*lines, *entries, f"</{root}>\n"]), content_type="application/xml")


def _kept(body: str, *, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = CACHE
    return protect(response)
