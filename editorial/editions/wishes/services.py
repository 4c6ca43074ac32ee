"""A withdrawal never gives up: the wish is committed first, then it is tried until it is done."""

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from content_models.said import first_line
from editorial.editions.equipment import EquipmentMissing
from editorial.editions.heads.services import head_sign_after_commit
from editorial.editions.models import Edition
from editorial.editions.taking_down import Stopped, stoppable, unread
from editorial.editions.wishes.looks import Looks
from editorial.editions.wishes.models import WithdrawalWish
from editorial.editions.wishes.outcomes import wishes_carry_out
from editorial.editions.wishes.queue import Turns
from editorial.editions.wishes.selectors import undone, undone_beside
from editorial.editions.withdrawal import (
    Withdrawal,
    WithdrawalReason,
    default_notice,
    withdrawal_details,
    withdrawing,
)
from editorial.signoff.models import SignOff

logger = logging.getLogger(__name__)

# How long the request of the person who withdraws tries by itself.
REQUEST_SECONDS: Final = 10.0
PAUSE_SECONDS: Final = 0.2
# The last fault of our own for each thing that is tried, by its name, until it is done.
_broken: dict[str, str] = {}
# Of one try, for each lock on a page or a review. That of the log has its own (docs/adr/0027).
LOCK_SECONDS: Final = 2


def item_stop(
    *, content_id: UUID, stopping: Iterable[Stopped], details: Withdrawal, actor: Any
) -> list[Stopped]:
    """Withdraw an item, as `texts_withdraw`, where `stoppable` said so. What was done, each."""
    wanted = {(content_id, each.lang): each for each in stopping}
    return texts_withdraw(texts=sorted(wanted), details=details, actor=actor, wanted=wanted)


def texts_withdraw(
    *, texts: Sequence[tuple[UUID, str]], details: Withdrawal, actor: Any,
    wanted: dict[tuple[UUID, str], Stopped] | None = None,
) -> list[Stopped]:  # fmt: skip
    """Withdraw texts, each an item in a language, with schedules and reviews. Asks for no right.

    All of them are hidden by one commit before any is carried out. What cannot be carried out at
    once is tried again for ten seconds, and then left to the worker. Returns what was done, text by
    text; what waits for the worker has `is_done` False: it is hidden by then, and not yet withdrawn
    in the log. Inside a transaction there is one try, and what it raises is raised. `wanted` is
    what `wanted_stops` says of them, where the caller has asked it.
    """
    if wanted is None:
        wanted = wanted_stops({item for item, _lang in texts})
    keys = _wishes_write(texts=texts, details=details, actor_id=getattr(actor, "pk", None))
    return wishes_try(keys=keys, wanted=wanted)


def wanted_stops(items: Iterable[UUID]) -> dict[tuple[UUID, str], Stopped]:
    """What a stop of these items would stop, by item and language; to be asked before a wish.

    After the first that cannot be read no other is waited for: they are public as long as it lasts.
    """
    found: dict[tuple[UUID, str], Stopped] = {}
    is_read = True
    for item in items:
        rows = stoppable(content_id=item) if is_read else unread(content_id=item)
        is_read = is_read and all(each.is_read for each in rows)
        found.update({(item, each.lang): each for each in rows})
    return found


def signoff_hide(*, signoff: SignOff, actor_id: int, cause: str, words: str) -> int:
    """Hide the text that is public on a sign-off; whoever carries that out takes it back with it.

    Asks for no right. Returns the wish.
    """
    (key,) = _wishes_write(
        texts=[(signoff.content_id, signoff.lang)], actor_id=actor_id,
        details=Withdrawal(reason=WithdrawalReason.REVOKED),
        taken_back={"signoff_id": signoff.pk, "cause": cause, "words": words},
    )  # fmt: skip
    return key


def wishes_try(*, keys: list[int], wanted: dict[tuple[UUID, str], Stopped]) -> list[Stopped]:
    """Carry wishes out, as `texts_withdraw` does; what was done, or waits, wish by wish."""
    if connection.in_atomic_block:
        wishes_carry_out(keys=keys)
    else:
        tried(keys, _error_against, seconds=REQUEST_SECONDS)
    rows = WithdrawalWish.objects.select_related("outcome").in_bulk(keys)
    found = [rows[key] for key in keys]
    return [_stopped(row, wanted.get((row.content_id, row.lang))) for row in found]


@transaction.atomic
def _wishes_write(
    *, texts: Iterable[tuple[UUID, str]], details: Withdrawal, actor_id: int | None,
    taken_back: dict[str, Any] | None = None,
) -> list[int]:  # fmt: skip
    keys = []
    for content_id, lang in texts:
        with withdrawing(details):
            told = withdrawal_details(page=None, lang=lang)
        row = WithdrawalWish.objects.create(
            content_id=content_id, lang=lang, reason=told["reason"], notice=told["notice"],
            replacement=told["replacement"], actor_id=actor_id,
            **(taken_back or {}),
        )  # fmt: skip
        keys.append(row.pk)
    head_sign_after_commit()
    return keys


def wishes_run(turns: Turns | None = None, looks: Looks | None = None) -> dict[UUID, str]:
    """Try to carry out the wishes that wait, as long as a turn lasts. Returns why not, by the item.

    Without `turns` each is tried once, however long that takes; without `looks` all are looked at.
    """
    items: dict[int, UUID] = {}
    places: dict[int, int] = {}
    texts: dict[tuple[UUID, str], list[int]] = {}
    rows: QuerySet[Any] = undone() if looks is None else looks.waiting()
    for key, item, lang, place in rows.values_list("pk", "content_id", "lang", "place"):
        items[key], places[key] = item, place
        texts.setdefault((item, lang), []).append(key)
    refused: dict[UUID, list[str]] = {}
    for key, error in (turns or Turns()).take(texts.values(), _error_against, places).items():
        refused.setdefault(items[key], []).append(first_line(error))
    # Two wishes of an item may wait for the same.
    return {item: " ".join(dict.fromkeys(reasons)) for item, reasons in refused.items()}


def tried(
    keys: list[int], error_against: Callable[[int], Exception | None], *, seconds: float
) -> None:
    """Try each for itself, in turns, until all are done or the time is over for them all.

    With nothing in the way each has its try, however many they are. Where the house has no key
    there is nothing to wait for: whoever mends that takes longer.
    """
    deadline = time.monotonic() + seconds
    while keys:
        refused = []
        for key in keys:
            error = error_against(key)
            if error is not None and not isinstance(error, EquipmentMissing):
                refused.append(key)
            if refused and time.monotonic() >= deadline:
                return
        keys = refused
        if keys:
            time.sleep(PAUSE_SECONDS)


def error_of(work: Callable[[], Any], *, what: str) -> Exception | None:
    """Do this in a transaction of its own; what was in the way, None where nothing was.

    A fault of our own is logged with its traceback once, and not at each try that ends in it.
    """
    try:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            work()
    except Exception as error:
        if not isinstance(error, DatabaseError | EquipmentMissing) and _broken.get(what) != repr(
            error
        ):
            _broken[what] = repr(error)
            logger.exception("%s broke.", what)
        return error
    _broken.pop(what, None)
    return None


def _error_against(key: int) -> Exception | None:
    """Carry out all that waits of the text, in one transaction; where that fails, this one.

    One that can never be carried out keeps no other waiting.
    """
    keys = undone_beside([key])
    if not keys:
        return None
    what = f"The withdrawal {key}"
    error = error_of(lambda: wishes_carry_out(keys=keys), what=what)
    if error is None or keys == [key]:
        return error
    return error_of(lambda: wishes_carry_out(keys=[key]), what=what)


def _stopped(wish: WithdrawalWish, wanted: Stopped | None) -> Stopped:
    """What was done for a wish; where nothing was yet, what waits to be done.

    The wish itself ends what was signed, and that was read before it was written.
    """
    outcome = getattr(wish, "outcome", None)
    if outcome is not None:
        other = None if outcome.was_public else _withdrawn_beside(wish, wanted)
        return Stopped(
            lang=wish.lang, was_public=outcome.was_public, was_live=outcome.was_live,
            schedule=outcome.schedule, reviews=outcome.reviews,
            was_signed=wanted is not None and wanted.was_signed,
            is_read=wanted is None or wanted.is_read,
            other_reason=other["reason"] if other else "",
            is_line_unread=other is not None
            and wish.notice not in (other["notice"], default_notice(lang=wish.lang)),
        )  # fmt: skip
    return replace(wanted or Stopped(wish.lang), is_done=False)


def _withdrawn_beside(wish: WithdrawalWish, wanted: Stopped | None) -> dict[str, Any] | None:
    """What the log says of the withdrawal that took the text down before this wish could.

    None where nothing of the text was public when it was asked for.
    """
    # What was public then may have been withdrawn before the wish was written.
    first = wish.number if wanted is not None and wanted.was_public else wish.number + 1
    withdrawn = Edition.objects.filter(
        content_id=wish.content_id, lang=wish.lang, number__gte=first, action="withdrawn"
    )
    envelope = withdrawn.order_by("number").values_list("envelope", flat=True).first()
    if envelope is None:
        return None
    said: dict[str, Any] = json.loads(bytes(envelope))["edition"]["withdrawal"]
    return said
