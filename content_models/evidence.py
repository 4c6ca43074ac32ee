"""What a text rests on: each source with an identifier, a date and a level of evidence (R-07)."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from content_models.sanitise import sanitise_text

IDENTIFIER_FORMS = {
    "DOI": re.compile(r"^10\.\d{4,9}/\S+$"),
    "PMID": re.compile(r"^\d{1,9}$"),
    "ISBN": re.compile(r"^(97[89])?\d{9}[\dX]$"),
    # No name before the host: it reads as the address, and the reader comes to what follows the @.
    "URL": re.compile(r"^https?://[^\s/?#@\\]+([/?#]\S*)?$"),
}
LEVELS = {
    "GRADE": ("high", "moderate", "low", "very low"),
    "CEBM": ("1a", "1b", "1c", "2a", "2b", "2c", "3a", "3b", "4", "5"),
}


def identifier_is_valid(*, kind: str, identifier: str) -> bool:
    """True where an identifier has its form; without a kind there must be none."""
    form = IDENTIFIER_FORMS.get(kind)
    if form is None:
        return not identifier
    if kind == "ISBN":
        identifier = identifier.replace("-", "").replace(" ", "")
    return bool(form.fullmatch(identifier))


def level_is_valid(*, scheme: str, level: str) -> bool:
    """True where the level belongs to its scheme; both may be empty."""
    return level in LEVELS[scheme] if scheme in LEVELS else not (scheme or level)


class EvidenceReference(Orderable):
    """One source of a page."""

    KINDS = [
        ("guideline", _("guideline")),
        ("review", _("systematic review")),
        ("study", _("study")),
        ("book", _("book")),
        ("law", _("law or regulation")),
        ("web", _("web page")),
        ("other", _("other")),
    ]
    TYPES = [(key, key) for key in IDENTIFIER_FORMS] + [("none", _("none"))]

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="evidence_references"
    )
    title = models.CharField(_("title"), max_length=500)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS, default="other")
    identifier_type = models.CharField(
        _("kind of identifier"), max_length=10, choices=TYPES, default="none"
    )
    identifier = models.CharField(_("identifier"), max_length=1000, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    retrieved = models.DateField(_("retrieved"), null=True, blank=True)
    evidence_scheme = models.CharField(
        _("scheme of the level"), max_length=10, blank=True,
        choices=[(key, key) for key in LEVELS],
    )  # fmt: skip
    evidence_level = models.CharField(_("level of evidence"), max_length=20, blank=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("identifier_type"), FieldPanel("identifier")]),
        FieldRowPanel([FieldPanel("year"), FieldPanel("retrieved")]),
        FieldRowPanel([FieldPanel("evidence_scheme"), FieldPanel("evidence_level")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Identifier and level must have the form of their kind."""
        self.title, self.publisher = sanitise_text(self.title), sanitise_text(self.publisher)
        problems = {}
        if not identifier_is_valid(kind=self.identifier_type, identifier=self.identifier):
            problems["identifier"] = _("This is not an identifier of the chosen kind.")
        if not level_is_valid(scheme=self.evidence_scheme, level=self.evidence_level):
            problems["evidence_level"] = _("This level does not belong to the chosen scheme.")
        if problems:
            raise ValidationError(problems)
