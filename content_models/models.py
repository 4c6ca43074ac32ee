"""Django finds the models of this app here; they live in their rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import (
    HubPage,
    IllnessPage,
    LifestylePage,
    PatientRightsPage,
    TreatmentPage,
)
from content_models.taxonomy.models import Audience, BodySystem, LifeSituation, Topic
from content_models.taxonomy.page_codes import MedicalCode


class RiskClass(models.Model):
    """The risk classes of `data/risk_classes.yml`, where the database's own gate can read them."""

    code = models.CharField(primary_key=True, max_length=1)
    months = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("risk class")
        verbose_name_plural = _("risk classes")

    def __str__(self) -> str:
        return self.code


class RiskClassChange(models.Model):
    """What a risk class asked for from a moment on; written by a trigger where the class is.

    The audit holds an edition to what its class asked for when it was written.
    """

    code = models.CharField(max_length=1)
    months = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a risk class")
        verbose_name_plural = _("changes of risk classes")

    def __str__(self) -> str:
        return f"{self.code}: {self.months} months, {self.quorum}, since {self.since}"


__all__ = [
    "Audience",
    "BodySystem",
    "EvidenceReference",
    "Fact",
    "FactVersion",
    "HubPage",
    "IllnessPage",
    "LifeSituation",
    "LifestylePage",
    "MedicalCode",
    "PatientRightsPage",
    "RiskClass",
    "RiskClassChange",
    "Topic",
    "TreatmentPage",
]
