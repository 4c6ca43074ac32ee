"""The editor's form of a health text."""

from wagtail.admin.forms.pages import WagtailAdminPageForm


class ContentPageForm(WagtailAdminPageForm):
    """Wagtail's form; its two dates stand in a tab like every other field."""

    @property
    def show_schedule_publishing_toggle(self) -> bool:
        """The button beside the text would open a window that is not there."""
        return False
