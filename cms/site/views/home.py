"""The front door and the home page of each language."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from cms.site import selectors, topics
from cms.site.addresses import LANGUAGE_CODES, absolute, best_language, kind_segment
from cms.site.caching import list_key
from cms.site.pages import language_links, page, protect
from cms.site.vocabulary import ARTICLE_KINDS, kind_plural, kind_promise

LATEST_SHOWN = 6


def choose_language(request: HttpRequest) -> HttpResponse:
    """To the reader's own language where the browser names one of ours; else a choice of four.

    Nothing is remembered: the address is the only place where the language lives.
    """
    lang = best_language(request.headers.get("Accept-Language", ""))
    if lang is None:
        response = page(request, template="site/choose.html", lang="nb", build=dict)
    else:
        response = protect(HttpResponseRedirect(f"/{lang}/"))
        response["Cache-Control"] = "public, max-age=60"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def home(request: HttpRequest, lang: str) -> HttpResponse:
    """Search, the four kinds, help, topics, and what was reviewed last."""
    urls = {code: f"/{code}/" for code in LANGUAGE_CODES}

    def build() -> dict[str, Any]:
        return {
            "is_home": True,
            "topics": topics.topics(lang=lang),
            "latest": selectors.latest(lang=lang, limit=LATEST_SHOWN),
            "doors": [
                {
                    "kind": kind,
                    "url": f"/{lang}/{kind_segment(lang=lang, kind=kind)}",
                    "name": kind_plural(kind),
                    "promise": kind_promise(kind),
                }
                for kind in ARTICLE_KINDS
            ],
            "languages": language_links(lang=lang, urls=urls),
            "alternates": [
                *((code, absolute(url)) for code, url in urls.items()),
                ("x-default", absolute("/")),
            ],
        }

    return page(
        request,
        template="site/home.html",
        lang=lang,
        build=build,
        surrogate_keys=(list_key(lang),),
    )
