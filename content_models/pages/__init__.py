"""The kinds of page."""

from content_models.pages.content_page import EDITORIAL_FIELDS, ContentPage
from content_models.pages.hub import HubPage
from content_models.pages.illness import IllnessPage
from content_models.pages.lifestyle import LifestylePage
from content_models.pages.patient_rights import PatientRightsPage
from content_models.pages.treatment import TreatmentPage

PAGE_TYPES: tuple[type[ContentPage], ...] = (
    IllnessPage,
    TreatmentPage,
    LifestylePage,
    PatientRightsPage,
    HubPage,
)

__all__ = [
    "EDITORIAL_FIELDS",
    "PAGE_TYPES",
    "ContentPage",
    "HubPage",
    "IllnessPage",
    "LifestylePage",
    "PatientRightsPage",
    "TreatmentPage",
]
