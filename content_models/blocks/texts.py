"""Text in its plain forms: paragraphs, care cards, do and don't, steps, questions."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    StructBlock,
)

from content_models.blocks.html import HtmlBlock
from content_models.vocabulary import CARE_LEVELS

# What the editor offers is what the sanitiser lets through; nothing more.
FEATURES = ["bold", "italic", "ol", "ul", "link", "h3", "h4"]
INLINE = ["bold", "italic", "link"]


class CareCardBlock(StructBlock):
    """What to do, and how fast. The telephone number follows from the level."""

    level = ChoiceBlock(label=_("How urgent"), choices=CARE_LEVELS)
    heading = CharBlock(label=_("Heading"), max_length=200)
    html = HtmlBlock(label=_("Text"), features=FEATURES)

    class Meta:
        icon = "warning"
        label = _("Care card")


class DoDontBlock(StructBlock):
    """What helps and what to avoid, side by side."""

    do = ListBlock(HtmlBlock(features=INLINE), label=_("Do"))
    dont = ListBlock(HtmlBlock(features=INLINE), label=_("Don't"))

    class Meta:
        icon = "tick"
        label = _("Do and don't")


class StepBlock(StructBlock):
    heading = CharBlock(label=_("Step"), max_length=200)
    html = HtmlBlock(label=_("Text"), features=FEATURES, required=False)


class StepsBlock(StructBlock):
    """Something that is done in an order."""

    items = ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")


class QuestionBlock(StructBlock):
    question = CharBlock(label=_("Question"), max_length=300)
    html = HtmlBlock(label=_("Answer"), features=FEATURES)


class QuestionsBlock(StructBlock):
    """Questions and answers."""

    items = ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
