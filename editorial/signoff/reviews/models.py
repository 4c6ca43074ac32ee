"""What ends a review, noted where it happens. Written by database triggers, by no code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewEnd(models.Model):
    """A review that was cancelled. Written by a database trigger, never taken back."""

    workflow_state_id = models.BigIntegerField(primary_key=True)
    ended_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cancelled review")
        verbose_name_plural = _("cancelled reviews")

    def __str__(self) -> str:
        return f"review {self.workflow_state_id}"


class TextChange(models.Model):
    """While a review of it ran, a page's text became another one with this revision.

    Noted by a database trigger on every save, whether a step ever had that revision, whether it was
    written over or deleted later. What was signed before it never counts with what is signed after.
    """

    page_id = models.BigIntegerField()
    revision_id = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page_id", "revision_id"], name="text_change_once"),
        ]

    def __str__(self) -> str:
        return f"page {self.page_id} from revision {self.revision_id} on"


class Submitter(models.Model):
    """Somebody who had submitted a review that names another person now, or is gone.

    Written by a database trigger: a submitter who is put aside while they sign is seen.
    """

    workflow_state_id = models.BigIntegerField()
    user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow_state_id", "user_id"], name="submitter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} submitted review {self.workflow_state_id}"
