"""Who a reviewer is: profile, credential, declaration of interests. All of it dated.

Authority follows from these rows and a group, never from being a superuser.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewerProfile(models.Model):
    """A natural person who vouches for texts, as the public may see them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reviewer_profile",
        verbose_name=_("account"),
    )
    display_name = models.CharField(_("name shown to the public"), max_length=200)
    profession = models.CharField(_("profession"), max_length=100)
    specialty = models.CharField(_("specialty"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200)
    languages = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("languages this person may sign in"),
        help_text=_("Comma separated codes: nb, nn, se, en."),
    )

    class Meta:
        verbose_name = _("reviewer profile")
        verbose_name_plural = _("reviewer profiles")

    def __str__(self) -> str:
        return f"{self.display_name}, {self.profession}"


class Credential(models.Model):
    """A registration that entitles a person to a profession, verified by somebody else."""

    profile = models.ForeignKey(
        ReviewerProfile,
        on_delete=models.PROTECT,
        related_name="credentials",
        verbose_name=_("reviewer"),
    )
    register = models.CharField(_("register"), max_length=50, default="HPR")
    number = models.CharField(_("number in the register"), max_length=50)
    profession = models.CharField(_("profession"), max_length=100)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_at = models.DateTimeField(_("verified at"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="credential_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number} ({self.valid_from}–{self.valid_until})"


class InterestDeclaration(models.Model):
    """What a reviewer has declared about interests in the last 24 months."""

    profile = models.ForeignKey(
        ReviewerProfile,
        on_delete=models.PROTECT,
        related_name="declarations",
        verbose_name=_("reviewer"),
    )
    statement = models.TextField(_("statement"))
    has_conflict = models.BooleanField(_("has a conflict of interest"), default=False)
    declared_at = models.DateTimeField(_("declared at"))

    class Meta:
        verbose_name = _("declaration of interests")
        verbose_name_plural = _("declarations of interests")

    def __str__(self) -> str:
        return f"{self.profile.display_name}, {self.declared_at:%Y-%m-%d}"
