"""The form that takes a picture: one that cannot be read is a mistake in its field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    """Wagtail's field, which falls over a picture that is not whole."""

    def to_python(self, data: Any) -> Any:
        """Raises ValidationError where it is no picture, or no whole one."""
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            text = _("This file is no whole picture of the kind that its name says.")
            raise ValidationError(text, code="invalid_image") from error


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture, with that field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.fields.get("file")
        if given is not None:
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )
