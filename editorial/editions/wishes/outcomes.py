"""Wishes are carried out, the gravest of a text first, and what was done is written down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from content_models.locks import texts_lock
from editorial.editions.models import Edition
from editorial.editions.recording import latest_edition
from editorial.editions.taking_down import Stopped, pages_of, texts_stop
from editorial.editions.wishes.models import WishOutcome, WithdrawalWish
from editorial.editions.wishes.selectors import (
    is_overtaken,
    undone,
    undone_before,
    waits_before,
)
from editorial.editions.withdrawal import Withdrawal
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import revocation_write


def waiting_first(*, content_id: UUID, lang: str) -> None:
    """Carry out all that waits of a text, before a withdrawal of it for another reason is written.

    What readers are told of a hidden text is what the log will have, whoever comes in between.
    """
    wishes_carry_out(keys=waits_before(content_id=content_id, lang=lang))


@transaction.atomic
def wishes_carry_out(*, keys: Iterable[int]) -> None:
    """Do what these wishes ask for, where they wait still, and write down what was done.

    With what waits of their texts for a danger: that goes before whatever is milder. They are done
    in the order of `undone`, all or none.
    """
    wanted = undone_before(list(keys))
    wishes = list(undone().filter(pk__in=wanted))
    signoffs = SignOff.objects.in_bulk({wish.signoff_id for wish in wishes} - {None})
    pages = {item: pages_of(content_id=item) for item in {wish.content_id for wish in wishes}}
    texts_lock(
        page_ids={key for wish in wishes for key in pages[wish.content_id].get(wish.lang, ())}
        | {signoff.page_id for signoff in signoffs.values()}
    )
    # Those of them that wait now that the pages are ours: somebody else may have done one
    # meanwhile. One that was written meanwhile has a turn of its own; the database refuses what
    # is milder than it.
    waiting = list(undone().filter(pk__in=[wish.pk for wish in wishes]))
    # Of one that was said to be done before it was the outcome stays what it is.
    said = set(WishOutcome.objects.filter(wish__in=waiting).values_list("wish_id", flat=True))
    stops = _stops_of(waiting)
    outcomes = []
    for wish in waiting:
        asked_at = stops.get(wish.pk)
        done = Stopped(wish.lang) if asked_at is None else _stop(wish, asked_at=asked_at)
        _take_back(wish, signoffs)
        if wish.pk not in said:
            outcomes.append(
                WishOutcome(
                    wish=wish, was_public=done.was_public, was_live=done.was_live,
                    schedule=done.schedule, reviews=done.reviews,
                )
            )  # fmt: skip
    WishOutcome.objects.bulk_create(outcomes)


def _stops_of(waiting: Iterable[WithdrawalWish]) -> dict[int, datetime]:
    """The wishes that stop a text, one of each, and when the newest of the text was written.

    Once it is stopped nothing of a text is left for the next one, so it is stopped as by the
    newest: what was signed before that counts no more. One that takes back a sign-off stops
    nothing where a text without it was published meanwhile.
    """
    first: dict[tuple[UUID, str], int] = {}
    asked_at: dict[tuple[UUID, str], datetime] = {}
    newest: dict[tuple[UUID, str], Edition | None] = {}
    for wish in waiting:
        text = (wish.content_id, wish.lang)
        if text not in newest:
            newest[text] = latest_edition(content_id=wish.content_id, lang=wish.lang)
        latest = newest[text]
        named = [] if latest is None or latest.action == "withdrawn" else latest.signoff_ids
        if wish.signoff_id and named and wish.signoff_id not in named:
            continue
        first.setdefault(text, wish.pk)
        asked_at[text] = max(wish.wished_at, asked_at.get(text, wish.wished_at))
    return {key: asked_at[text] for text, key in first.items()}


def _stop(wish: WithdrawalWish, *, asked_at: datetime) -> Stopped:
    (done,) = texts_stop(
        content_id=wish.content_id,
        langs=[wish.lang],
        details=Withdrawal(
            reason=wish.reason, notices={wish.lang: wish.notice}, replacement=wish.replacement
        ),
        actor=_actor(wish),
        asked_at=asked_at,
        is_overtaken=is_overtaken(wish),
    )
    return done


def _take_back(wish: WithdrawalWish, signoffs: dict[int, SignOff]) -> None:
    signoff = signoffs.pop(wish.signoff_id or 0, None)
    if signoff and not SignOffRevocation.objects.filter(signoff=signoff).exists():
        revocation_write(signoff=signoff, actor=_actor(wish), reason=wish.words, cause=wish.cause)


def _actor(wish: WithdrawalWish) -> Any:
    return get_user_model().objects.filter(pk=wish.actor_id or 0).first()
