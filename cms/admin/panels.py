"""What the panels of the dashboard have in common."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.admin.selectors import TextRow


class HousePanel(Component):
    """A panel with the person's own rows."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def is_shown(self) -> bool:
        """Panels without anything to say are left out."""
        return True

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        # A component's template knows the request by what it is given here alone.
        token = parent_context.get("csrf_token") if parent_context else None
        return {"panel": self, "user": self.user, "csrf_token": token}


class TextsPanel(HousePanel):
    """A list of texts, each with its state; left out where it is empty."""

    template_name = "cms_admin/home/texts.html"
    heading: Any = ""
    lead: Any = ""

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.rows = self.find()

    def find(self) -> list[TextRow]:
        """The rows for this person; a list that finds nothing is not shown."""
        return []

    def is_shown(self) -> bool:
        return bool(self.rows)
