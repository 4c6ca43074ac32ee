"""The citizens' site. Included last: below a language prefix it answers for every address."""

from django.urls import path, re_path, register_converter
from django.views.decorators.http import require_POST, require_safe

from cms.site.addresses import LANGUAGE_CODES
from cms.site.views import article, discovery, followed, home, lists, search


class LanguageConverter:
    """One of the four languages."""

    regex = "|".join(LANGUAGE_CODES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")

app_name = "site"
urlpatterns = [
    path("", require_safe(home.choose_language), name="choose"),
    path("robots.txt", require_safe(discovery.robots), name="robots"),
    path("sitemap.xml", require_safe(discovery.sitemap_index), name="sitemap-index"),
    path("sitemap-<language:lang>.xml", require_safe(discovery.sitemap), name="sitemap"),
    path("<language:lang>/", require_safe(home.home), name="home"),
    path("<language:lang>/search", require_safe(search.results), name="search"),
    path("<language:lang>/search/followed", require_POST(followed.followed), name="followed"),
    path("<language:lang>/<slug:segment>", require_safe(lists.kind), name="kind"),
    re_path(
        r"^(?P<lang>nb|nn|se|en)/(?P<segment>emne|suorgi|subject)/(?P<topic>[-\w]+)$",
        require_safe(lists.topic),
        name="topic",
    ),
    path("<language:lang>/<path:path>", require_safe(article.article), name="article"),
]
