"""References to what is kept elsewhere: so far a version of a fact."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class FactVersionChooser(SnippetChooserBlock):
    """Chooses a version of a fact."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("content_models.FactVersion", **kwargs)

    def deconstruct(self) -> Any:
        return "content_models.blocks.references.FactVersionChooser", [], {}

    @cached_property
    def icon(self) -> str:
        return "tag"


class FactBlock(StructBlock):
    """A shared fact, by one signed version of it."""

    version = FactVersionChooser(
        label=_("Version"),
        help_text=_("Only a signed version can be published."),
    )

    class Meta:
        icon = "tag"
        label = _("Fact")
