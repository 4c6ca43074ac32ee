from django.http import HttpRequest, HttpResponse

from cms.site import selectors
from cms.site.pages import page
from cms.site.searching import SearchPage


def results(request: HttpRequest, lang: str) -> HttpResponse:
    found = SearchPage(query=request.GET.get("q", ""))
    return page(
        request,
        template="site/search.html",
        lang=lang,
        build=lambda: {"found": found, "topics": selectors.topics(lang=lang), "is_search": True},
    )
