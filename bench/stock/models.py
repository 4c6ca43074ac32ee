"""One page type as Wagtail's own tutorial would have it."""

from wagtail.api import APIField
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class StockPage(Page):
    """A title and sections, open to the API."""

    body = StreamField(
        [("section", StructBlock([("heading", CharBlock()), ("text", RichTextBlock())]))]
    )
    api_fields = [APIField("body")]
