"""For search engines: robots.txt and the site maps, from public documents alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.site import selectors
from cms.site.addresses import LANGUAGE_CODES, absolute
from cms.site.pages import protect

CACHE = "public, max-age=3600"


def robots(_request: HttpRequest) -> HttpResponse:
    """Everything may be read by robots but the admin and endless search results."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    lines += [f"Disallow: /{lang}/search" for lang in LANGUAGE_CODES]
    lines += ["", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = CACHE
    return protect(response)


def sitemap_index(request: HttpRequest) -> HttpResponse:
    addresses = [absolute(f"/sitemap-{lang}.xml") for lang in LANGUAGE_CODES]
    return _xml(request, "site/sitemap_index.xml", {"addresses": addresses})


def sitemap(request: HttpRequest, lang: str) -> HttpResponse:
    """Home and every article that can be read in a language, with the day of its last change."""
    entries = [
        (absolute(f"/{code}/{path}"), changed)
        for code, path, changed in selectors.site_map(lang=lang)
    ]
    return _xml(request, "site/sitemap.xml", {"home": absolute(f"/{lang}/"), "entries": entries})


def _xml(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context, content_type="application/xml")
    response["Cache-Control"] = CACHE
    return protect(response)
