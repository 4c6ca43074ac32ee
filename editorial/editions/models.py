"""The edition log: what was published, in what order, on whose word. Append-only.

`Edition` is written by the application in the publishing transaction. `LogEntry` (the order and
the chain), `PublicDocument` (the newest edition of each item, which is all that the public reads),
`PublicPath`, `PublicMedia` and `PublicRevocation` are written by a trigger at commit and by nobody
else: the application's role has no right to.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from content_models.clock import DatabaseNow
from content_models.fields import ListField
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.notices.models import NoticeCheck
from editorial.editions.public.models import PublicDocument, PublicMedia, PublicPath
from editorial.editions.revocations.models import PublicRevocation
from editorial.editions.wishes.models import TakingBack, WishOutcome, WithdrawalWish


class Action(models.TextChoices):
    PUBLISHED = "published", _("published")
    CORRECTED = "corrected", _("corrected")
    REAFFIRMED = "reaffirmed", _("reaffirmed")
    MOVED = "moved", _("moved")
    STATUS = "status", _("status changed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Status(models.TextChoices):
    CURRENT = "current", _("current")
    OVERDUE = "overdue", _("overdue for review")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Edition(models.Model):
    """One published version of one item in one language.

    `article` holds the canonical bytes that the clinical digest covers, `envelope` those of the
    rest; the document is `{"article":` + article + `,` + the envelope without its first brace,
    which is canonical as a whole, and the edition digest is its SHA-256.
    """

    content_id = models.UUIDField()
    lang = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=12, choices=Action.choices)
    severity = models.CharField(max_length=10)
    status = models.CharField(max_length=12, choices=Status.choices)
    kind = models.CharField(max_length=30)
    risk_class = models.CharField(max_length=1)
    path = models.CharField(max_length=300)
    page_id = models.BigIntegerField()
    revision_id = models.BigIntegerField(null=True)
    article = models.BinaryField()
    envelope = models.BinaryField()
    clinical_scheme = models.PositiveSmallIntegerField()
    clinical_digest = models.CharField(max_length=64)
    edition_scheme = models.PositiveSmallIntegerField()
    edition_digest = models.CharField(max_length=64, unique=True)
    signoff_ids = ListField(models.BigIntegerField())
    published_at = models.DateTimeField()
    first_published_at = models.DateTimeField()
    last_clinical_change = models.DateTimeField()
    last_reviewed = models.DateField()
    next_review_due = models.DateField()
    public_until = models.DateTimeField(null=True)
    receipt = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["content_id", "lang", "number"], name="edition_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["page_id"], name="edition_page"),
            models.Index(
                fields=["id"], name="edition_withdrawn", condition=models.Q(action="withdrawn")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.lang} {self.number} ({self.action})"


class LogEntry(models.Model):
    """A place in the one order, chained to the one before: an edition's, that of a sign-off being
    taken back, or that of a person's decision to go on with a restored log (`restoration`).
    """

    seq = models.BigIntegerField(primary_key=True)
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, related_name="log_entry", null=True
    )
    restoration = models.OneToOneField(
        Restoration, on_delete=models.PROTECT, related_name="log_entry", null=True
    )
    revocation = models.OneToOneField(
        "signoff.SignOffRevocation", on_delete=models.PROTECT, related_name="log_entry", null=True
    )
    previous_hash = models.BinaryField()
    chain_hash = models.BinaryField()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    edition__isnull=False, restoration__isnull=True, revocation__isnull=True
                )
                | models.Q(edition__isnull=True, restoration__isnull=False, revocation__isnull=True)
                | models.Q(
                    edition__isnull=True, restoration__isnull=True, revocation__isnull=False
                ),
                name="logentry_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.seq)


class SweepRun(models.Model):
    """What one integrity sweep found. `findings` are wrong; `drifts` want a review. Append-only.

    `until_hash` is the chain's hash at `until_seq`. `statement` is a JWS of the house that says the
    same as the row (`editorial/editions/sweeps.py`): without it a row counts for nothing, for the
    next sweep begins where the last clean one ended.
    """

    ran_at = models.DateTimeField(_("ran"), db_default=DatabaseNow(), editable=False)
    after_seq = models.BigIntegerField(_("from entry"))
    until_seq = models.BigIntegerField(_("to entry"))
    until_hash = models.BinaryField(default=b"")
    findings = models.JSONField(_("findings"), default=list)
    drifts = models.JSONField(_("drifts"), default=list)
    statement = models.TextField(blank=True, db_default="", editable=False)

    class Meta:
        verbose_name = _("integrity sweep")
        verbose_name_plural = _("integrity sweeps")

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d %H:%M}"


class ClockReading(models.Model):
    """How far the clock of one process was from the database's when it last looked.

    `process` is its host and number, `seconds` is positive where the process is ahead, and
    `uncertainty` is half of the time that the question took.
    """

    process = models.CharField(primary_key=True, max_length=300)
    seconds = models.FloatField()
    uncertainty = models.FloatField()
    measured_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    def __str__(self) -> str:
        return f"{self.process}: {self.seconds:+.1f} s"


__all__ = [
    "Action",
    "ClockReading",
    "ConsumerCursor",
    "Edition",
    "Hold",
    "LogEntry",
    "NoticeCheck",
    "ParkedItem",
    "PublicDocument",
    "PublicMedia",
    "PublicPath",
    "PublicRevocation",
    "Restoration",
    "Status",
    "SweepRun",
    "TakingBack",
    "WishOutcome",
    "WithdrawalWish",
]
