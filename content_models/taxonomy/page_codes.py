"""The medical codes of a page, so that a record system can ask for texts by code."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from content_models.taxonomy.codes import SYSTEMS, code_is_valid


class MedicalCode(Orderable):
    """One code of a page in one system."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="medical_codes")
    system = models.CharField(
        _("code system"), max_length=20, choices=[(name, name) for name in SYSTEMS]
    )
    code = models.CharField(_("code"), max_length=20)
    display = models.CharField(_("term"), max_length=300, blank=True)

    panels = [FieldRowPanel([FieldPanel("system"), FieldPanel("code"), FieldPanel("display")])]

    class Meta(Orderable.Meta):
        verbose_name = _("medical code")
        verbose_name_plural = _("medical codes")

    def __str__(self) -> str:
        return f"{self.system} {self.code}"

    def clean(self) -> None:
        """The code must have the form of its system."""
        self.code = self.code.strip().upper()
        if not code_is_valid(system=self.system, code=self.code):
            raise ValidationError({"code": _("This is not a code of the chosen system.")})
