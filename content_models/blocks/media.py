"""Pictures and video, and tables. None is accepted without the words that stand for it."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, StructBlock, URLBlock
from wagtail.images.blocks import ImageChooserBlock

from content_models.blocks.html import HtmlBlock
from content_models.blocks.table import CellsBlock
from content_models.blocks.texts import FEATURES


class ImageBlock(StructBlock):
    """A picture with the text that replaces it for those who do not see it."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = CharBlock(
        label=_("Alternative text"),
        max_length=500,
        help_text=_("What a person who does not see the picture needs to know."),
    )
    caption = CharBlock(label=_("Caption"), max_length=500, required=False)
    credit = CharBlock(label=_("Credit"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class VideoBlock(StructBlock):
    """A video with its whole transcript."""

    url = URLBlock(label=_("Address"))
    title = CharBlock(label=_("Title"), max_length=200)
    transcript = HtmlBlock(label=_("Transcript"), features=FEATURES)

    class Meta:
        icon = "media"
        label = _("Video")


class DataTableBlock(StructBlock):
    """A table with a caption and marked headers."""

    caption = CharBlock(label=_("Caption"), max_length=300)
    header_row = BooleanBlock(label=_("The first row is a header"), required=False, default=True)
    header_column = BooleanBlock(label=_("The first column is a header"), required=False)
    table = CellsBlock(label=_("Table"))

    class Meta:
        icon = "table"
        label = _("Table")
