"""What the database itself knows of a restore: that publishing is held, and who let it go on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.editions.clock import DatabaseNow


class Hold(models.Model):
    """Signed heads tell of entries that this log does not have. Append-only.

    While one stands the database refuses every edition but a withdrawal. `facts` keeps what the
    heads told (`withdrawals`, `revocations`), so that it is known when their folder is gone.
    """

    raised_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)
    log_seq = models.BigIntegerField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    heads = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")

    def __str__(self) -> str:
        return f"{self.first_seq}–{self.last_seq}"


class Restoration(models.Model):
    """A person's decision to go on with a log that had lost its end: an entry of the log.

    `statement` is a JWS that says what was lost, which heads are replaced, who decided and why;
    `digest` is the SHA-256 of it. It answers every hold up to `hold_id`. Append-only.
    """

    statement = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    hold_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = _("accepted restore")
        verbose_name_plural = _("accepted restores")

    def __str__(self) -> str:
        return self.digest[:12]
