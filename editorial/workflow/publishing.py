"""Publication of a text that has been read already."""

from typing import Any

from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction


class PublishAsRead(PublishPageRevisionAction):
    """Wagtail's publication of a revision, without building its page from the database once more.

    `page` is the revision's own, read in this transaction behind the lock of its step: no signed
    revision is ever rewritten.
    """

    def __init__(self, revision: Any, page: Any, *, user: Any) -> None:
        super(PublishRevisionAction, self).__init__(page, user=user)
        self.revision, self.object = revision, page
        self.changed = self.log_action = True
        self.previous_revision = None
