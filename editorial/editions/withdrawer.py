"""A text goes with its page, or by a rule: what people have asked for of it goes first."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from content_models.base import person_at_work
from content_models.locks import texts_lock
from content_models.publishing import acting_user
from editorial.editions.models import PublicDocument
from editorial.editions.recording import latest_edition, withdrawal_append
from editorial.editions.reviews import reviews_end
from editorial.editions.schedules import schedules_end
from editorial.editions.taking_down import texts_stop
from editorial.editions.wishes.outcomes import waiting_first
from editorial.editions.withdrawal import (
    Withdrawal,
    WithdrawalReason,
    WithdrawalRefused,
    unpublish_reasons,
    withdrawal_details,
)


def withdrawal_record(page: Any) -> None:
    """Write the withdrawal of a page that was live and is no more.

    Whatever took it down (unpublish, delete, a save), the log says so: for what somebody has asked
    for before, where that waits, else with details that fit the way it happened. Running reviews
    and schedules of the page end.

    Raises:
        WithdrawalRefused: the person at work may not take a public text down.
    """
    lang = page.locale.language_code
    latest = latest_edition(content_id=page.translation_key, lang=lang)
    if latest is None or latest.action == "withdrawn" or latest.page_id != page.pk:
        return
    waiting_first(content_id=page.translation_key, lang=lang)
    latest = latest_edition(content_id=page.translation_key, lang=lang)
    if latest is None or latest.action == "withdrawn":
        return
    details = withdrawal_details(page=page, lang=lang)
    # Nobody has ended what has ended by itself, whoever is at work.
    actor = acting_user.get()
    if details["reason"] == WithdrawalReason.UNPUBLISHED:
        actor = person_at_work()
    if actor is not None and details["reason"] == WithdrawalReason.UNPUBLISHED:
        reasons = unpublish_reasons(user=actor)
        if reasons:
            raise WithdrawalRefused(reasons)
    withdrawal_append(latest, details=details, actor=actor)
    is_by_clock = details["reason"] == WithdrawalReason.EXPIRED and acting_user.get() is None
    reviews_end(page_ids=[page.pk], is_by_clock=is_by_clock)
    schedules_end(page_ids=[page.pk])


@transaction.atomic
def pages_take_down(*, page_ids: Iterable[int], actor: Any, details: Withdrawal) -> None:
    """Take down the public texts of pages, asking nobody for a right; what waits of them first."""
    keys = set(page_ids)
    texts_lock(page_ids=keys)
    public = PublicDocument.objects.filter(page_id__in=keys, state="current")
    for content_id, lang in list(public.order_by("page_id").values_list("content_id", "lang")):
        waiting_first(content_id=content_id, lang=lang)
        texts_stop(content_id=content_id, langs=[lang], details=details, actor=actor)
