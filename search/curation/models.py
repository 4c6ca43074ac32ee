"""What editors keep to make search better. No person is named in a table that the public reads.

Each row says why it is there. Shipped rows are told from editors' by `origin`; once an editor has
touched one (`is_touched`), loading never changes it again. Rows are switched off, not deleted.
Every change of the first three tables gives `Version` another mark (a trigger does), by which each
web process sees that it has to read them anew.
"""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from search.analysis.shipped import FAMILIES, ONE_WAY, TWO_WAY, StopRow, SynonymRow
from search.curation.judged_models import JudgedQuery, JudgedSet

LONGEST_PHRASE = 80
LONGEST_REASON = 500
LANGUAGES = [("nb", "bokmål"), ("nn", "nynorsk"), ("se", "davvisámegiella"), ("en", "English")]


class Family(models.TextChoices):
    NORWEGIAN = "no", _("Norwegian, both forms")
    SAMI = "se", _("Northern Sámi")
    ENGLISH = "en", _("English")


class Origin(models.TextChoices):
    SHIPPED = "shipped", _("shipped with the house")
    EDITOR = "editor", _("made by an editor")


class Direction(models.TextChoices):
    ONE_WAY = ONE_WAY, _("one way")
    TWO_WAY = TWO_WAY, _("two ways")


class BetKind(models.TextChoices):
    BEST = "best", _("shown first")
    WORST = "worst", _("shown last")


class Entry(models.Model):
    """What the three kinds have in common. `editable` are the fields that an editor fills in."""

    editable: ClassVar[tuple[str, ...]] = ()
    kind_name: ClassVar[str] = ""

    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    is_active = models.BooleanField(_("in use"), default=True)
    origin = models.CharField(
        _("origin"), max_length=8, choices=Origin.choices, default=Origin.EDITOR
    )
    shipped_key = models.CharField(max_length=64, blank=True, editable=False)
    is_touched = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    def take(self, values: dict[str, Any]) -> None:
        """Put values in that `values()` once gave."""
        for name, value in values.items():
            field: Any = self._meta.get_field(name)
            setattr(self, name, field.to_python(value))

    def values(self) -> dict[str, Any]:
        """The editable values and the switch, as JSON keeps them."""
        found = {name: getattr(self, name) for name in self.editable}
        return {
            name: value if isinstance(value, str | int | list) else str(value)
            for name, value in found.items()
        } | {"is_active": self.is_active}


class Synonym(Entry):
    """Words that are looked for as well."""

    editable = ("family", "direction", "source", "others", "reason")
    kind_name = "synonym"

    family = models.CharField(_("language"), max_length=2, choices=Family.choices)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction.choices, default=Direction.ONE_WAY
    )
    source = models.CharField(_("who searches for"), max_length=LONGEST_PHRASE, blank=True)
    others = ArrayField(models.CharField(max_length=LONGEST_PHRASE), verbose_name=_("phrases"))

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["family", "source", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipped_key"],
                condition=~models.Q(shipped_key=""),
                name="curation_synonym_shipped_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="curation_synonym_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(family__in=FAMILIES, direction__in=(ONE_WAY, TWO_WAY)),
                name="curation_synonym_choices",
            ),
        ]

    def __str__(self) -> str:
        if self.direction == Direction.ONE_WAY:
            return f"{self.source} → {', '.join(self.others)}"
        return " = ".join(self.others)

    def row(self) -> SynonymRow:
        """The entry as analysis and rules see it."""
        return SynonymRow(self.family, self.direction, self.source, tuple(self.others), self.reason)


class StopWord(Entry):
    """A word that is left out of a query that has other words."""

    editable = ("family", "word", "reason")
    kind_name = "stop_word"

    family = models.CharField(_("language"), max_length=2, choices=Family.choices)
    word = models.CharField(_("word"), max_length=40)

    class Meta:
        verbose_name = _("stop word")
        verbose_name_plural = _("stop words")
        ordering = ["family", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipped_key"],
                condition=~models.Q(shipped_key=""),
                name="curation_stopword_shipped_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="curation_stopword_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(family__in=FAMILIES), name="curation_stopword_choices"
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def row(self) -> StopRow:
        """The entry as analysis and rules see it."""
        return StopRow(self.family, self.word, self.reason)


class Bet(Entry):
    """An item that stands first, or last, when a query is exactly these words."""

    editable = ("kind", "lang", "query", "content_id", "position", "expires_on", "reason")
    kind_name = "bet"

    kind = models.CharField(_("kind"), max_length=5, choices=BetKind.choices, default=BetKind.BEST)
    lang = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    query = models.CharField(_("query"), max_length=LONGEST_PHRASE)
    content_id = models.UUIDField(_("item"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    expires_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("best or worst bet")
        verbose_name_plural = _("best and worst bets")
        ordering = ["lang", "query", "kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="curation_bet_has_reason"),
            models.CheckConstraint(
                condition=models.Q(lang__in=("nb", "nn", "se", "en"), kind__in=("best", "worst")),
                name="curation_bet_choices",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.query} ({self.lang})"


class Version(models.Model):
    """One row: the mark of what is kept now. It is missing until the shipped words are loaded."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mark = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="curation_version_once")
        ]

    def __str__(self) -> str:
        return str(self.mark)


class Action(models.TextChoices):
    CREATED = "created", _("added")
    CHANGED = "changed", _("changed")
    SWITCHED_OFF = "switched_off", _("switched off")
    SWITCHED_ON = "switched_on", _("switched on")
    RESTORED = "restored", _("restored")


class Change(models.Model):
    """Who changed what, and how it was before and after. Append-only; loading has no actor."""

    kind = models.CharField(max_length=10)
    entry_id = models.BigIntegerField()
    action = models.CharField(_("what"), max_length=12, choices=Action.choices)
    before = models.JSONField(null=True)
    after = models.JSONField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["kind", "entry_id", "-id"], name="curation_change_entry")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}: {self.action}"


__all__ = [
    "Action",
    "Bet",
    "BetKind",
    "Change",
    "Direction",
    "Entry",
    "Family",
    "JudgedQuery",
    "JudgedSet",
    "Origin",
    "StopWord",
    "Synonym",
    "Version",
]
