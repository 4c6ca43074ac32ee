from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from content_models.pages.content_page import ContentPage


class HubPage(ContentPage):
    """A page that gathers others. The root of each language's tree is one, and stays a draft."""

    document_type = "hub"
    path_segments: ClassVar[dict[str, str]] = {
        "nb": "tema",
        "nn": "tema",
        "se": "fadda",
        "en": "topic",
    }
    default_risk_class = "D"
    emergency_policy = "none"
    search_kind = "hub"

    parent_page_types = ["wagtailcore.Page", "content_models.HubPage"]
    subpage_types: ClassVar[list[str]] = [
        "content_models.HubPage",
        "content_models.IllnessPage",
        "content_models.TreatmentPage",
        "content_models.LifestylePage",
        "content_models.PatientRightsPage",
    ]

    class Meta:
        verbose_name = _("Hub")
        verbose_name_plural = _("Hubs")

    @classmethod
    def can_create_at(cls, parent: object) -> bool:
        return super(ContentPage, cls).can_create_at(parent)
