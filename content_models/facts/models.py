"""Facts that many texts share: a dose, a threshold, a telephone number, a deadline.

A text refers to one *version* of a fact, and only to a signed one. A new version changes
nothing that is public; it opens review where the old one is shown.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from content_models.digest import canonical
from content_models.publishing import Reason, Refusal
from content_models.sanitise import sanitise_text

LANGUAGES = ("nb", "nn", "se", "en")


class FactKind(models.TextChoices):
    DOSE = "dose", _("dose")
    THRESHOLD = "threshold", _("threshold")
    PHONE = "phone", _("telephone number")
    DEADLINE = "deadline", _("deadline")
    OTHER = "other", _("other")


class Fact(models.Model):
    """The identity of a fact; its wording is in its versions.

    The key is in the digest that a version's signer vouched for, so it stays once one is signed.
    """

    key = models.SlugField(_("identifier"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=FactKind.choices)
    name = models.CharField(_("name in the house"), max_length=200)

    panels = [FieldPanel("key"), FieldPanel("kind"), FieldPanel("name")]

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises Refusal where the identifier of a signed fact is to be another."""
        reasons = self.key_reasons()
        if reasons:
            raise Refusal(reasons)
        super().save(*args, **kwargs)

    def key_reasons(self) -> list[Reason]:
        """Every reason why the identifier may not be what it is now; the database asks the same."""
        signed = FactVersion.objects.filter(fact_id=self.pk, signed_at__isnull=False)
        if not signed.exclude(fact__key=self.key).exists():
            return []
        text = _(
            "The identifier is part of what was signed: it can not be changed, because this fact "
            "has signed versions. Make a new fact instead."
        )
        return [Reason(code="signed-key", text=str(text))]

    def clean(self) -> None:
        super().clean()
        reasons = self.key_reasons()
        if reasons:
            raise ValidationError({"key": [reason.text for reason in reasons]})


class FactVersion(models.Model):
    """One wording of a fact in four languages. Once signed it is never changed."""

    fact = models.ForeignKey(
        Fact, on_delete=models.PROTECT, related_name="versions", verbose_name=_("fact")
    )
    number = models.PositiveIntegerField(_("version"))
    text = models.CharField(_("wording"), max_length=500, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, verbose_name=_("author"),
    )  # fmt: skip
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, editable=False,
    )  # fmt: skip
    signer_text = models.CharField(max_length=300, blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    panels = [
        FieldPanel("fact"),
        MultiFieldPanel(
            [FieldPanel(f"text_{code}") for code in LANGUAGES],
            heading=_("Wording"),
            help_text=_("A text can show the fact only in the languages that have a wording."),
        ),
    ]

    class Meta:
        verbose_name = _("version of a fact")
        verbose_name_plural = _("versions of facts")
        ordering = ["fact__key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "number"], name="fact_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} ({self.number})"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.number is None:
            newest = FactVersion.objects.filter(fact=self.fact).aggregate(top=models.Max("number"))
            self.number = (newest["top"] or 0) + 1
        for code in LANGUAGES:
            value = getattr(self, f"text_{code}", None)
            if value:
                setattr(self, f"text_{code}", sanitise_text(value))
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def text_in(self, lang: str) -> str:
        """The wording in one language; empty where there is none."""
        return getattr(self, f"text_{lang}", None) or ""

    def wording_digest(self) -> str:
        """SHA-256 over the wording in all languages: what a signature of this version covers."""
        wording = {code: self.text_in(code) for code in LANGUAGES}
        data = {"fact": self.fact.key, "version": self.number, "text": wording}
        return hashlib.sha256(canonical(data)).hexdigest()

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_at and self.digest == self.wording_digest())
