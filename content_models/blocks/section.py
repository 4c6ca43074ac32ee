"""A section: one health aspect of the subject, as a list of blocks."""

from typing import Any

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
from content_models.page_form import streamed_types_require
from content_models.vocabulary import ASPECTS


class KnownBlocks(StreamBlock):
    """A stream that passes over nothing that is posted to it."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """Raises ValueError or LookupError where the stream is none that the editor sends."""
        streamed_types_require(block=self, data=data, prefix=prefix)
        return super().value_from_datadict(data, files, prefix)


class SectionContent(KnownBlocks):
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


class BodyBlock(KnownBlocks):
    """The body of an article: sections in order."""

    section = SectionBlock()
