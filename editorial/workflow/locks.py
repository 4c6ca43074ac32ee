"""Why a text can not be changed just now, in words of the house."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class ReviewLock(WorkflowLock):
    """Says with whom the text is, and how its author gets it back."""

    def get_message(self, user: Any) -> str | None:
        if not self.for_user(user):
            return None
        text = _(
            "This text waits for: %(step)s. It is locked while others read it. Whoever submitted "
            "it may cancel the review to go on writing."
        )
        return text % {"step": self.task._meta.verbose_name}

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return _("Locked by the review")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return _("Only those whose turn it is can change the text.")
