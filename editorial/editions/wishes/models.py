"""A wish to withdraw, and what became of it. Both append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.clock import DatabaseNow
from editorial.signoff.models import RevocationCause


class WithdrawalWish(models.Model):
    """A person wants an item withdrawn in one language.

    From its commit on every public read answers with `notice`, and no sign-off from before it
    counts, whether the text was public or not. The row needs no lock, so it is never refused for
    want of one. `number` is that of the newest edition that it was written after, 0 where there was
    none; the database writes it, and the hour. A text that goes because a signature under it is
    taken back has `signoff_id`, with the revocation's `cause` and its reason in `words`.
    """

    content_id = models.UUIDField()
    lang = models.CharField(max_length=2)
    number = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=20)
    notice = models.TextField()
    replacement = models.UUIDField(null=True)
    actor_id = models.BigIntegerField(null=True)
    signoff_id = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=10, db_default="")
    words = models.TextField(db_default="")
    wished_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = _("wish to withdraw")
        verbose_name_plural = _("wishes to withdraw")
        indexes = [
            models.Index(fields=["content_id", "lang"], name="wish_text"),
            models.Index(fields=["signoff_id"], name="wish_signoff"),
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.lang} ({self.reason})"


class TakingBack(models.Model):
    """A person takes a sign-off back on which they saw nothing public. Done when it is revoked.

    From its commit on nothing of the text is published, a text whose edition names the sign-off is
    hidden, whenever that edition was committed, and readers of the editions under it are told what
    they will be told when the log has it. `cause` and `words` are the revocation's. The database
    writes which item it is of, the hour, and the newest edition that names the sign-off: None where
    the database saw none then. There may be several of one sign-off, of which one is done: that one
    waits in vain must not keep out whoever else may take it back.
    """

    signoff_id = models.BigIntegerField(db_index=True)
    content_id = models.UUIDField()
    lang = models.CharField(max_length=2)
    edition_id = models.BigIntegerField(null=True, editable=False)
    actor_id = models.BigIntegerField()
    cause = models.CharField(max_length=10, choices=RevocationCause.choices)
    words = models.TextField()
    wished_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = _("wish to take a sign-off back")
        verbose_name_plural = _("wishes to take sign-offs back")
        indexes = [models.Index(fields=["content_id", "lang"], name="takingback_text")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause__in=RevocationCause.values),
                name="takingback_cause_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signoff_id} ({self.cause})"


class WishOutcome(models.Model):
    """What was done for a wish, written in the transaction that did it, as `Stopped` has it."""

    wish = models.OneToOneField(
        WithdrawalWish, on_delete=models.PROTECT, primary_key=True, related_name="outcome"
    )
    was_public = models.BooleanField()
    was_live = models.BooleanField(db_default=False)
    schedule = models.DateTimeField(null=True)
    reviews = models.PositiveIntegerField()
    done_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = _("withdrawal that was carried out")
        verbose_name_plural = _("withdrawals that were carried out")

    def __str__(self) -> str:
        return str(self.wish_id)
