"""What stands on the clock: revisions that go live at an hour, and their end with a withdrawal."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from wagtail.models import Page, Revision


def schedules(*, page_ids: Iterable[int]) -> QuerySet[Revision]:
    """The revisions of these pages that are on the clock."""
    return Revision.page_revisions.filter(
        object_id__in=[str(key) for key in page_ids], approved_go_live_at__isnull=False
    )


def schedules_end(*, page_ids: Iterable[int]) -> dict[int, datetime]:
    """Take every revision of these pages off the clock.

    Returns when each page would have gone live, by its id: the first hour where there were more.
    """
    rows = schedules(page_ids=page_ids)
    found = {
        int(key): moment
        for key, moment in rows.order_by("-approved_go_live_at").values_list(
            "object_id", "approved_go_live_at"
        )
    }
    rows.update(approved_go_live_at=None)
    Page.objects.filter(pk__in=found, live=False).update(go_live_at=None)
    return found
