"""When a text comes and when it goes, in sentences for those who work with it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Revision

from content_models.publishing import Candidate, refusals
from editorial.clocks.refusals import refusals_of
from editorial.editions.clock import database_now


def in_words(moment: datetime) -> str:
    """A moment as this reader writes it, in the house's own time."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def on_the_clock(page_ids: list[int]) -> dict[int, datetime]:
    """When the clock shall publish, by the id of the page; only what was signed gets there."""
    rows = Revision.page_revisions.filter(
        object_id__in=[str(pk) for pk in page_ids], approved_go_live_at__isnull=False
    )
    return {
        int(key): moment for key, moment in rows.values_list("object_id", "approved_go_live_at")
    }


def schedule_sentences(draft: Any) -> list[str]:
    """What is decided and what is wished for; nothing for a text without dates."""
    said = []
    now = database_now()
    clock = on_the_clock([draft.pk]).get(draft.pk)
    if clock is not None:
        text = _("A signed text is on the clock: it goes live on %(when)s.")
        said.append(unsigned_sentence(draft.pk) or text % {"when": in_words(clock)})
    for row in refusals_of(page_ids=[draft.pk]):
        text = _("The clock tries again each minute, and was refused: %(reasons)s")
        said.append(text % {"reasons": " ".join(row.reasons)})
    if draft.go_live_at is not None and draft.go_live_at > now and draft.go_live_at != clock:
        text = _("This draft wants to go live on %(when)s. It will if it is fully signed by then.")
        said.append(text % {"when": in_words(draft.go_live_at)})
    if draft.expire_at is not None and draft.expire_at > now:
        text = _("It is taken down on %(when)s.")
        said.append(text % {"when": in_words(draft.expire_at)})
    return said


def unsigned_sentence(page_id: int) -> str:
    """That the gate finds what stands on the clock not signed any more; empty where it does not."""
    for row in Revision.page_revisions.filter(
        object_id=str(page_id), approved_go_live_at__isnull=False
    ):
        if any(reason.code == "unsigned" for reason in refusals(Candidate(row.as_object()))):
            text = _(
                "A text is on the clock for %(when)s, but it is not signed any more: it does not "
                "go live as it stands."
            )
            return text % {"when": in_words(row.approved_go_live_at)}
    return ""
