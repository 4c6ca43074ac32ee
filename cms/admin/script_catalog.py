"""The words that Wagtail's scripts write, in the reader's language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from cms.admin.wagtail_script_words import COUNTED_SCRIPT_WORDS, SCRIPT_WORDS


class _Catalog(JavaScriptCatalog):
    """Wagtail's own catalogue, and over it the words that stand in the project's."""

    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """By message: its text, or a text for each plural form."""
        ours: dict[str, Any] = {word: gettext(word) for word in SCRIPT_WORDS}
        ours |= {
            one: [ngettext(one, many, count) for count in (1, 2)]
            for one, many, _both in COUNTED_SCRIPT_WORDS
        }
        return {**super().get_catalog(), **ours}


_view = _Catalog.as_view()


def script_catalog(request: HttpRequest) -> HttpResponse:
    """In the language that the person at work has chosen, as Wagtail answers at this address."""
    response: HttpResponse = get_localized_response(_view, request)
    return response
