"""Words that a person writes into a form of the house.

A form that is posted as one has whole characters: whoever reads it puts U+FFFD for what is none.
JSON may name half of one, which neither the database nor an answer takes.
"""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_HALF: Final = re.compile(r"[\ud800-\udfff]")


def halves_refuse(text: str) -> None:
    """Raises ValidationError where a character is half of one (a lone surrogate)."""
    if _HALF.search(text):
        raise ValidationError(
            _("One of the characters is only half of one, and cannot be kept. Write it anew."),
            code="half",
        )


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a character, as a browser sends it in a form."""
    return _HALF.sub("\ufffd", text)


def halves_forbid(*kinds: Any) -> None:
    """Let each text of these forms, which others wrote, refuse halves as those of the house do."""
    for kind in kinds:
        for field in kind.base_fields.values():
            if isinstance(field, forms.CharField) and halves_refuse not in field.validators:
                field.validators.append(halves_refuse)


class Words(forms.CharField):
    """Text without NUL, as every text of a form, and without halves of characters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators.append(halves_refuse)
