"""What goes on the clock is asked the gate's question where its row is written.

Wagtail puts a revision on the clock by `approved_go_live_at`, and takes the one that stood there
off: by the editor, by a bulk action, at the end of a workflow, from a shell. All of them save the
revision. What goes round `save()` meets the same question in the database, at commit.
"""

from typing import Any

from django.db.models.signals import pre_save
from wagtail.models import Revision

from content_models.base import SignedPage
from content_models.publishing import Candidate, PublicationRefused, refusals


def connect() -> None:
    """Ask from now on; called once, when the apps are ready."""
    pre_save.connect(_ask, sender=Revision, dispatch_uid="content_models.scheduling")


def _ask(
    *, instance: Revision, update_fields: frozenset[str] | None = None, **_signal: Any
) -> None:
    """Refuse a revision on the clock that the gate would not let go live now.

    Raises:
        PublicationRefused: with every reason; nothing is written.
    """
    if instance.approved_go_live_at is None:
        return
    if update_fields is not None and "approved_go_live_at" not in update_fields:
        return
    page = instance.as_object()
    if not isinstance(page, SignedPage):
        return
    reasons = refusals(Candidate(page))
    if reasons:
        raise PublicationRefused(reasons)
