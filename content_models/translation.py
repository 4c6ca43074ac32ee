"""Names in four languages. The only file that imports modeltranslation."""

from modeltranslation.translator import TranslationOptions, register

from content_models.facts.models import FactVersion
from content_models.taxonomy.models import Audience, BodySystem, LifeSituation, Topic


@register([Topic, Audience, LifeSituation, BodySystem])
class TermTranslation(TranslationOptions):
    fields = ("name",)


@register(FactVersion)
class FactVersionTranslation(TranslationOptions):
    fields = ("text",)
