"""Texts for which something is to be done that is not done yet: by the log, and by the clocks."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.admin.selectors import MOST_ROWS, TextRow
from editorial.clocks.refusals import refusals_of
from editorial.editions import expiry
from editorial.editions.wishes.selectors import (
    WaitingWish,
    overtaken_wishes,
    waiting_wishes,
)


def hidden_texts() -> list[TextRow]:
    """Texts that a wish to withdraw hides, until the log has their withdrawal."""
    return [_waiting_row(row, _("hidden")) for row in waiting_wishes() if row.is_hidden]


def signatures_waiting() -> list[TextRow]:
    """Texts of which a signature is being taken back, until the log has it."""
    rows = [row for row in waiting_wishes() if not row.is_hidden and not row.is_overtaken]
    return [_waiting_row(row, _("a signature is being taken back")) for row in rows]


def overtaken_texts() -> list[TextRow]:
    """Texts that the log has withdrawn for less than the danger that somebody withdrew them for."""
    state = _("the danger is not in the log")
    return [replace(_waiting_row(row, state), is_urgent=True) for row in overtaken_wishes()]


def _waiting_row(row: WaitingWish, state: str) -> TextRow:
    return TextRow(
        page_id=row.page_id,
        title=row.title,
        language=row.lang,
        state=state,
        day=timezone.localdate(row.wished_at),
        is_urgent=row.is_late,
    )


def refused_by_clock(owner: Any = None) -> list[TextRow]:
    """What the clocks could not do when they ran last; of one person's own texts where given."""
    rows = list(refusals_of()[:MOST_ROWS])
    pages = Page.objects.select_related("locale").filter(pk__in=[row.page_id for row in rows])
    found = (pages if owner is None else pages.filter(owner=owner)).in_bulk()
    return [
        TextRow(
            page_id=row.page_id,
            title=page.draft_title,
            language=page.locale.get_display_name(),
            state=_("does not end") if row.clock == expiry.CLOCK else _("does not go live"),
            note=" ".join(row.reasons),
            day=timezone.localdate(row.since),
            is_urgent=True,
        )
        for row in rows
        if (page := found.get(row.page_id))
    ]
