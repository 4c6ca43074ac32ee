"""Counters of what is searched for. No person, address, session or time of day is in any of them.

`PendingCount` has no text: a keyed hash, whose key is not in the database. The text of a query is
stored only when it has passed the threshold (`data/policy.yml`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """Counts of one query on one day. `shown` are result pages on which a click could follow."""

    day = models.DateField()
    searches = models.PositiveIntegerField(default=0)
    zero = models.PositiveIntegerField(default=0)
    few = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class PendingCount(Counter):
    """A query below the threshold, known by its hash alone, for a month at most."""

    mark = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark", "day"], name="statistics_pending_once")
        ]
        indexes = [models.Index(fields=["day"], name="statistics_pending_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.searches}"


class CountedQuery(models.Model):
    """A query that has passed the threshold, in lower case without punctuation."""

    lang = models.CharField(_("language"), max_length=2)
    text = models.CharField(_("query"), max_length=60)

    class Meta:
        verbose_name = _("counted query")
        verbose_name_plural = _("counted queries")
        constraints = [
            models.UniqueConstraint(fields=["lang", "text"], name="statistics_query_once")
        ]

    def __str__(self) -> str:
        return self.text


class CountedDay(Counter):
    """A counted query on one day."""

    query = models.ForeignKey(CountedQuery, on_delete=models.CASCADE, related_name="days")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["query", "day"], name="statistics_day_once")]
        indexes = [models.Index(fields=["day"], name="statistics_day_day")]

    def __str__(self) -> str:
        return f"{self.query} {self.day}: {self.searches}"
