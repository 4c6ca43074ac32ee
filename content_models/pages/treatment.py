from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from content_models.pages.content_page import ContentPage


class TreatmentPage(ContentPage):
    document_type = "treatment"
    path_segments: ClassVar[dict[str, str]] = {
        "nb": "behandling",
        "nn": "behandling",
        "se": "divssut",
        "en": "treatment",
    }
    default_risk_class = "B"
    emergency_policy = "required"
    search_kind = "treatment"

    class Meta:
        verbose_name = _("Treatment")
        verbose_name_plural = _("Treatments")
