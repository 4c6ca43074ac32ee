"""Who a reviewer is: profile, credential, declaration of interests. All of it dated.

Authority follows from these rows and a group, never from being a superuser.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.fields import ListField


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
    languages = ListField(
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


class AuthorityChange(models.Model):
    """A change of what somebody's authority to vouch rests on, or a signature that rested on it.

    Written by triggers of the owner and by nobody else, append-only: who was put into a group of
    the gate for an hour is remembered, whatever put them there. `login` is that of the database;
    `subject` names the group, or the number of what was signed; `before` and `after` are the row.
    `changed_at` is when the row was written, not when its transaction began.
    What was there when the trail began is "found". Ids are in the order of what happened.
    """

    class Relation(models.TextChoices):
        ACCOUNT = "account", _("account")
        MEMBERSHIP = "membership", _("membership of a group")
        PROFILE = "profile", _("reviewer profile")
        CREDENTIAL = "credential", _("credential")
        DECLARATION = "declaration", _("declaration of interests")
        SIGNOFF = "signoff", _("sign-off")
        FACT = "fact", _("signature under a fact")

    class Operation(models.TextChoices):
        FOUND = "found", _("was there when this list began")
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed")
        SIGNED = "signed", _("signed")

    changed_at = models.DateTimeField()
    login = models.CharField(max_length=63)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    operation = models.CharField(max_length=8, choices=Operation.choices)
    user_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=150, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("change of authority")
        verbose_name_plural = _("changes of authority")
        indexes = [models.Index(fields=["user_id", "id"], name="authority_of_person")]

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M}: {self.relation} {self.operation}"
