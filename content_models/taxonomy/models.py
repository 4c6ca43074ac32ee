"""The vocabulary that texts are sorted by. A name is part of what is signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from content_models.sanitise import sanitise_text

LANGUAGES = ("nb", "nn", "se", "en")


class Term(models.Model):
    """A word of the vocabulary: one identity, a name in each language."""

    slug = models.SlugField(_("identifier"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True, default="")

    panels = [
        FieldPanel("slug"),
        MultiFieldPanel([FieldPanel(f"name_{code}") for code in LANGUAGES], heading=_("Names")),
    ]

    class Meta:
        abstract = True
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_in("nb") or self.slug

    def save(self, *args: object, **kwargs: object) -> None:
        for code in LANGUAGES:
            value = getattr(self, f"name_{code}", None)
            if value:
                setattr(self, f"name_{code}", sanitise_text(value))
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def name_in(self, lang: str) -> str:
        """The name in one language; empty where there is none, never another language's."""
        return getattr(self, f"name_{lang}", None) or ""


class Topic(Term):
    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Audience(Term):
    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class LifeSituation(Term):
    class Meta(Term.Meta):
        verbose_name = _("life situation")
        verbose_name_plural = _("life situations")


class BodySystem(Term):
    class Meta(Term.Meta):
        verbose_name = _("body system")
        verbose_name_plural = _("body systems")
