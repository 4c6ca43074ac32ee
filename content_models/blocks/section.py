"""A section: one health aspect of the subject, as a list of blocks."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StreamBlock, StructBlock

from content_models.blocks.html import HtmlBlock
from content_models.blocks.media import DataTableBlock, ImageBlock, VideoBlock
from content_models.blocks.references import FactBlock
from content_models.blocks.texts import (
    FEATURES,
    CareCardBlock,
    DoDontBlock,
    QuestionsBlock,
    StepsBlock,
)
from content_models.vocabulary import ASPECTS


class SectionContent(StreamBlock):
    """Everything that can stand in a section."""

    text = HtmlBlock(label=_("Text"), features=FEATURES, icon="pilcrow")
    care_card = CareCardBlock()
    do_dont = DoDontBlock()
    steps = StepsBlock()
    table = DataTableBlock()
    image = ImageBlock()
    video = VideoBlock()
    questions = QuestionsBlock()
    fact = FactBlock()


class SectionBlock(StructBlock):
    """A heading, the aspect that it is about, and its blocks. Partners embed by aspect."""

    aspect = ChoiceBlock(label=_("Health aspect"), choices=ASPECTS)
    heading = CharBlock(label=_("Heading"), max_length=200)
    blocks = SectionContent(label=_("Content"))

    class Meta:
        icon = "doc-full"
        label = _("Section")


class BodyBlock(StreamBlock):
    """The body of an article: sections in order."""

    section = SectionBlock()
