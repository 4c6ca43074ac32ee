"""When each clock ran last, by the database's time, and what it could not do then."""

from django.db import models

from content_models.clock import DatabaseNow
from content_models.fields import ListField


class ClockRun(models.Model):
    """One clock. It is late where it should have succeeded since `known_since` and has not."""

    name = models.CharField(max_length=100, primary_key=True)
    known_since = models.DateTimeField(db_default=DatabaseNow())
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ClockRefusal(models.Model):
    """What a clock could not do with a page when it ran last, and since when that is so."""

    clock = models.CharField(max_length=100)
    page_id = models.BigIntegerField()
    reasons = ListField(models.TextField())
    since = models.DateTimeField(db_default=DatabaseNow(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "page_id"], name="clock_refusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.clock}: page {self.page_id}"
