from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from content_models.pages.content_page import ContentPage


class LifestylePage(ContentPage):
    document_type = "lifestyle"
    path_segments: ClassVar[dict[str, str]] = {
        "nb": "levevaner",
        "nn": "levevanar",
        "se": "eallinvierut",
        "en": "lifestyle",
    }
    default_risk_class = "C"
    emergency_policy = "optional"
    search_kind = "lifestyle"

    class Meta:
        verbose_name = _("Lifestyle")
        verbose_name_plural = _("Lifestyle texts")
