"""Judged queries that are kept in the house, to show editors what a change does to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JudgedSet(models.Model):
    """Queries whose results somebody has judged, kept to show what a change does to them."""

    name = models.SlugField(_("name"), max_length=80, unique=True)
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("judged set")
        verbose_name_plural = _("judged sets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class JudgedQuery(models.Model):
    """A query and the relevance of the items judged for it, by content id."""

    judged_set = models.ForeignKey(JudgedSet, on_delete=models.CASCADE, related_name="queries")
    qid = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    lang = models.CharField(max_length=2)
    judged = models.JSONField()

    class Meta:
        verbose_name = _("judged query")
        verbose_name_plural = _("judged queries")
        constraints = [
            models.UniqueConstraint(fields=["judged_set", "qid"], name="curation_judged_once")
        ]

    def __str__(self) -> str:
        return self.text
