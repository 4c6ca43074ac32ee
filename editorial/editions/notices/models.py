"""A second person's look at a withdrawal."""

from django.conf import settings
from django.db import models

from content_models.clock import DatabaseNow


class NoticeCheck(models.Model):
    """Somebody other than who withdrew a text has read its notice. Append-only, one for each."""

    edition_id = models.BigIntegerField(unique=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        verbose_name = "look at a withdrawal"
        verbose_name_plural = "looks at withdrawals"

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.checked_by_id}"
