"""When each clock ran last, by the database's time."""

from django.db import models

from content_models.clock import DatabaseNow


class ClockRun(models.Model):
    """One clock. It is late where it should have succeeded since `known_since` and has not."""

    name = models.CharField(max_length=100, primary_key=True)
    known_since = models.DateTimeField(db_default=DatabaseNow())
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
