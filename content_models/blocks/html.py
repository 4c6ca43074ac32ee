"""Rich text that is refused in its field where the sanitiser would refuse it at the door."""

from contextlib import suppress
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

from content_models.sanitise import MAX_HTML_BYTES, TAGS, html_is_too_large, without_tags

# With which tags a text is shown in the editor, from all of them to those that it always opens.
SHAPES: Final = (TAGS, TAGS - {"strong", "em", "a"}, {"p", "br"})


class HtmlBlock(RichTextBlock):
    """Wagtail's block, with the limit of a text said where it was typed: nothing else is lost."""

    def get_form_state(self, value: Any) -> Any:
        """What the editor opens: the text as it is stored, or in the nearest form that it can open.

        Wagtail's editor stumbles over line breaks that are not shut, which is how the door writes
        them, and over marks around paragraphs and items without a list, which imports may bring. A
        text that nobody touches in it stays as it is stored (`content_models.untouched`).
        """
        html = self.value_for_form(value) or ""
        for tags in SHAPES:
            shaped = html if tags == TAGS else without_tags(html, kept=tags)
            with suppress(AssertionError):
                return super().get_form_state(RichText(shaped.replace("<br>", "<br/>")))
        raise AssertionError("Paragraphs can be opened.")

    def clean(self, value: Any) -> Any:
        """Raises ValidationError where the text is larger than one block may be."""
        if html_is_too_large(value.source or ""):
            text = _(
                "This text is too long: a text block holds %(limit)d kilobytes at most, its markup "
                "counted. Divide it into several."
            )
            raise ValidationError(text % {"limit": MAX_HTML_BYTES // 1000})
        return super().clean(value)

    def deconstruct(self) -> Any:
        """As Wagtail's own in migrations: what is stored is the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs
