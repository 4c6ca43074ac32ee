"""The editor of a health text, where it is not Wagtail's own."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel, TabbedInterface


def moment_input() -> forms.DateTimeInput:
    """The browser's own field for a moment; Wagtail's calendar has no names for its parts."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TextEditor(TabbedInterface):
    """Tabs, with the two dates in one of them like any other field."""

    def get_form_class(self) -> Any:
        """Without the button that would open a window for the dates: there is none."""
        form_class = super().get_form_class()
        form_class.show_schedule_publishing_toggle = False
        return form_class


class UnsignedWordsPanel(Panel):
    """What was once typed for search engines into this draft, to be read and copied.

    It is kept in the draft and published no more, for no clinician signs it.
    """

    class BoundPanel(Panel.BoundPanel):
        def words(self) -> list[tuple[str, str]]:
            """Name and value of each field that holds anything."""
            found = [
                (_("Title for search engines"), self.instance.seo_title),
                (_("Description for search engines"), self.instance.search_description),
            ]
            return [(name, value) for name, value in found if value]

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.words())

        def render_html(self, parent_context: Any = None) -> SafeString:
            said = _(
                "These words are kept in the draft and are not published: no clinician signs them. "
                "Search engines get the signed title and summary. What is worth keeping belongs "
                "there."
            )
            rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", self.words())
            return format_html('<div class="help-block"><p>{}</p><dl>{}</dl></div>', said, rows)
