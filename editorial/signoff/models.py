"""Sign-offs: who vouched for which exact text, with what authority. Append-only.

What a sign-off says is copied into its row at the moment of signing: a later change of name, of
employer or of a register leaves it as it was. Rows are never changed and never deleted, by nobody;
the database refuses it. Taking one back is a row of its own.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from content_models.clock import DatabaseNow
from editorial.signoff.reviews.models import ReviewEnd, Submitter, TextChange
from editorial.signoff.words.models import Attribution, Contribution, PageCopy, Revert, TextBlock


class SignOff(models.Model):
    """One clinician's signature under one clinical digest in one language."""

    content_id = models.UUIDField(_("item"))
    lang = models.CharField(_("language"), max_length=2)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, related_name="+")
    task_state = models.ForeignKey(
        "wagtailcore.TaskState", on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=20)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    credential = models.ForeignKey("people.Credential", on_delete=models.PROTECT, related_name="+")
    declaration = models.ForeignKey(
        "people.InterestDeclaration", on_delete=models.PROTECT, related_name="+"
    )
    signer_name = models.CharField(max_length=200)
    signer_profession = models.CharField(max_length=100)
    signer_organisation = models.CharField(max_length=200)
    credential_text = models.CharField(max_length=200)
    declaration_text = models.TextField()
    checklist_version = models.CharField(max_length=50)
    attestation = models.TextField()
    clinical_scheme = models.PositiveSmallIntegerField()
    clinical_digest = models.CharField(max_length=64)
    comment = models.TextField(blank=True)
    signed_at = models.DateTimeField(db_default=Now(), editable=False)
    # The place of a proof by the signer's own key. The database keeps it empty for as long as
    # nothing verifies one: an unverified proof would look like evidence.
    proof = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "signed_by", "role", "clinical_digest", "task_state"],
                name="signoff_once_per_task",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(clinical_digest__regex=r"^[0-9a-f]{64}$"),
                name="signoff_digest_is_sha256",
            ),
            models.CheckConstraint(
                condition=models.Q(proof__isnull=True), name="signoff_proof_not_verified_yet"
            ),
        ]
        indexes = [
            models.Index(fields=["content_id", "lang", "clinical_digest"], name="signoff_text"),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name}: {self.clinical_digest[:12]} ({self.lang})"


class RevocationCause(models.TextChoices):
    """Why a sign-off is taken back, as far as the public is told: was the text a danger or not."""

    UNSAFE = "unsafe", _("the text may be unsafe to follow")
    RECALLED = "recalled", _("the evidence behind the text was recalled")
    FOREIGN = "foreign", _("somebody else gave the signature")
    ERROR = "error", _("the text has errors that are no danger")
    MISTAKE = "mistake", _("the signature was given by mistake")
    OTHER = "other", _("another reason, and no danger")


# Editions that stand under a sign-off that was taken back for one of these are shown no more.
DANGERS = frozenset({RevocationCause.UNSAFE, RevocationCause.RECALLED, RevocationCause.FOREIGN})


class SignOffRevocation(models.Model):
    """A sign-off taken back, by whom and why. Append-only, one for each sign-off.

    `cause` decides what becomes of editions that stand under it; where nobody says one, the worst
    is taken for granted. It is empty in rows that are older than it. `reason` stays in the house.
    """

    signoff = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="revocation")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField(
        max_length=10, choices=RevocationCause.choices, db_default=RevocationCause.UNSAFE
    )
    reason = models.TextField()
    revoked_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("revoked sign-off")
        verbose_name_plural = _("revoked sign-offs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause__in=["", *RevocationCause.values]),
                name="revocation_cause_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signoff_id}: {self.reason[:40]}"


class ChecklistVersion(models.Model):
    """The checklists of `checklists/`, where the database's own gate can read them."""

    version = models.CharField(primary_key=True, max_length=50)
    attestation = models.TextField()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")

    def __str__(self) -> str:
        return self.version


class Telling(models.Model):
    """That the owner of a signature has said that they were told of it. Append-only.

    A signature is a sign-off, or that under a version of a fact.
    """

    signoff = models.OneToOneField(
        SignOff, on_delete=models.PROTECT, related_name="telling", null=True
    )
    fact_version = models.OneToOneField(
        "content_models.FactVersion", on_delete=models.PROTECT, related_name="+", null=True
    )
    told_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signoff__isnull=False) ^ models.Q(fact_version__isnull=False),
                name="telling_of_one_signature",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signoff_id or self.fact_version_id}: {self.told_at}"


__all__ = [
    "DANGERS",
    "Attribution",
    "ChecklistVersion",
    "Contribution",
    "PageCopy",
    "Revert",
    "ReviewEnd",
    "RevocationCause",
    "SignOff",
    "SignOffRevocation",
    "Submitter",
    "Telling",
    "TextBlock",
    "TextChange",
]
