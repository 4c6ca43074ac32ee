from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from content_models.pages.content_page import ContentPage


class IllnessPage(ContentPage):
    document_type = "illness"
    path_segments: ClassVar[dict[str, str]] = {
        "nb": "sykdom",
        "nn": "sjukdom",
        "se": "buozalmmas",
        "en": "illness",
    }
    default_risk_class = "B"
    emergency_policy = "required"
    search_kind = "illness"

    class Meta:
        verbose_name = _("Illness")
        verbose_name_plural = _("Illnesses")
