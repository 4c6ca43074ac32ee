"""An article, its redirect, its withdrawal notice, or a list that lives at the same address."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from cms.site import selectors
from cms.site.addresses import LANGUAGE_NAMES, absolute, kind_segment
from cms.site.article import article_of, notice_of
from cms.site.caching import item_key
from cms.site.pages import language_links, page, protect
from cms.site.structured import structured_data
from cms.site.vocabulary import kind_name, kind_plural
from editorial.editions.selectors import PublicItem, PublicRedirect
from editorial.editions.withdrawal import ended_notice

LONGEST_PATH = 300  # as the log keeps them


def article(request: HttpRequest, lang: str, path: str) -> HttpResponse:
    """What stands at an address: 200, 301 where it has moved, 410 where it was withdrawn or
    its time is over.

    Raises:
        Http404: nothing public ever stood there.
    """
    if len(path) > LONGEST_PATH or not path.isprintable():
        raise Http404
    if path.endswith("/"):
        return protect(HttpResponsePermanentRedirect(f"/{lang}/{path.rstrip('/')}"))
    found = selectors.article_at(lang=lang, path=path)
    if found is None:
        raise Http404
    if isinstance(found, PublicRedirect):
        return _moved(found)
    if isinstance(found, selectors.Ended):
        return _ended(request, found=found)
    if found.item.state == "withdrawn":
        return _withdrawn(request, found=found)
    return _readable(request, found=found)


def _moved(redirect: PublicRedirect) -> HttpResponse:
    response = HttpResponsePermanentRedirect(f"/{redirect.lang}/{redirect.path}")
    response["Cache-Control"] = "public, max-age=300"
    response["Surrogate-Key"] = item_key(redirect.content_id)
    return protect(response)


def _readable(request: HttpRequest, *, found: selectors.Found) -> HttpResponse:
    item = found.item
    # None only while a wish hides it, and then it is not readable.
    digest = item.digest or ""
    urls = {version.lang: version.url for version in found.versions}

    def build() -> dict[str, Any]:
        segment = kind_segment(lang=item.lang, kind=item.kind)
        shown = article_of(item.data(), found.revocations)
        address = absolute(f"/{item.lang}/{item.path}")
        return {
            "article": shown,
            "structured": structured_data(shown, url=address, digest=digest),
            "item": item,
            "kind": item.kind,
            "kind_name": kind_name(item.kind),
            "languages": language_links(lang=item.lang, urls=urls),
            "others": [
                (LANGUAGE_NAMES[version.lang], version)
                for version in found.versions
                if version.lang != item.lang
            ],
            "canonical": address,
            "alternates": [(version.lang, absolute(version.url)) for version in found.versions],
            "crumbs": [(kind_plural(item.kind), f"/{item.lang}/{segment}")],
        }

    return page(
        request,
        template="site/article.html",
        lang=item.lang,
        build=build,
        tag_parts=(
            digest,
            *sorted(urls.values()),
            *(f"{row.revoked_at} {row.is_danger}" for row in found.revocations),
        ),
        left=item.left,
        surrogate_keys=(item_key(item.content_id),),
    )


def _ended(request: HttpRequest, *, found: selectors.Ended) -> HttpResponse:
    def build() -> dict[str, Any]:
        return {"title": found.title, "notice": ended_notice(lang=found.lang)}

    return _gone(
        request, template="site/ended.html", where=found, versions=found.versions, build=build
    )


def _withdrawn(request: HttpRequest, *, found: selectors.Found) -> HttpResponse:
    item = found.item

    def build() -> dict[str, Any]:
        notice = notice_of(item.data())
        replacement = None
        if notice.replacement_id:
            replacement = selectors.version_of(
                content_id=UUID(notice.replacement_id), lang=item.lang
            )
        return {"notice": notice, "item": item, "replacement": replacement}

    return _gone(
        request, template="site/withdrawn.html", where=item, versions=found.versions, build=build
    )


def _gone(
    request: HttpRequest,
    *,
    template: str,
    where: selectors.Ended | PublicItem,
    versions: Sequence[selectors.Version],
    build: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """410 with a page of its own, and the languages in which the item is to be read."""
    urls = {version.lang: version.url for version in versions}
    urls[where.lang] = f"/{where.lang}/{where.path}"
    return page(
        request,
        template=template,
        lang=where.lang,
        build=lambda: {**build(), "languages": language_links(lang=where.lang, urls=urls)},
        status=410,
        surrogate_keys=(item_key(where.content_id),),
    )
