"""The editor of a health text, where it is not Wagtail's own."""

from typing import Any

from django import forms
from wagtail.admin.panels import TabbedInterface


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
