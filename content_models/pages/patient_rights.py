from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from content_models.pages.content_page import ContentPage


class PatientRightsPage(ContentPage):
    document_type = "patient-rights"
    path_segments: ClassVar[dict[str, str]] = {
        "nb": "rettigheter",
        "nn": "rettar",
        "se": "vuoigatvuodat",
        "en": "patient-rights",
    }
    default_risk_class = "D"
    emergency_policy = "none"
    search_kind = "patient-rights"

    class Meta:
        verbose_name = _("Patient rights")
        verbose_name_plural = _("Patient rights texts")
