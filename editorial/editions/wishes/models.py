"""A wish to withdraw, and what became of it. Both append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.clock import DatabaseNow


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
        indexes = [models.Index(fields=["content_id", "lang"], name="wish_text")]

    def __str__(self) -> str:
        return f"{self.content_id} {self.lang} ({self.reason})"


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
