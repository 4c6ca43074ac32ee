"""Rich text that is refused in its field where the sanitiser would refuse it at the door."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import RichTextBlock

from content_models.sanitise import MAX_HTML_BYTES, html_is_too_large


class HtmlBlock(RichTextBlock):
    """Wagtail's block, with the limit of a text said where it was typed: nothing else is lost."""

    def value_for_form(self, value: Any) -> str:
        """As it is stored, but for line breaks: the editor opens no text in which one is not shut.

        The door writes them as HTML does, without a slash.
        """
        return str(super().value_for_form(value)).replace("<br>", "<br/>")

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
