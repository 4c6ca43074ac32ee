"""Where each consumer stands in the log, and what it could not do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.clock import DatabaseNow


class ConsumerCursor(models.Model):
    """The last entry that a consumer has dealt with, with the hash that the chain had there.

    `state` is "running", or "resync" where the log is not the one that the consumer knew: after a
    restore that lost the tail it must not go on in silence. While what it needs is out of reach it
    rests until `paused_until`; `error` says why and `outages` how often in a row.
    """

    name = models.CharField(_("consumer"), primary_key=True, max_length=100)
    seq = models.BigIntegerField(_("position"), default=0)
    chain_hash = models.BinaryField(default=b"")
    state = models.CharField(_("state"), max_length=10, default="running")
    paused_until = models.DateTimeField(_("paused until"), null=True)
    outages = models.PositiveIntegerField(_("failed calls in a row"), default=0)
    error = models.TextField(_("error"), default="", blank=True)
    updated_at = models.DateTimeField(_("updated"), db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = _("consumer")
        verbose_name_plural = _("consumers")

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"


class ParkedItem(models.Model):
    """An item that a consumer failed on. Later entries of the item wait; others do not."""

    consumer = models.CharField(_("consumer"), max_length=100)
    content_id = models.UUIDField(_("item"))
    lang = models.CharField(_("language"), max_length=2)
    first_seq = models.BigIntegerField(_("first entry that failed"))
    last_seq = models.BigIntegerField(_("newest entry that waits"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), null=True)
    error = models.TextField(_("error"))
    is_parked = models.BooleanField(
        _("parked"), default=False, help_text=_("Tried too often: a person has to look at it.")
    )
    since = models.DateTimeField(_("since"), db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = _("failed delivery")
        verbose_name_plural = _("failed deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["consumer", "content_id", "lang"], name="parked_item_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.content_id} {self.lang}"
