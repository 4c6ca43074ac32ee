"""Stop again what the lost part of a log had stopped: not public, or not yet withdrawn."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from editorial.editions.continuity.repeating import details_again
from editorial.editions.heads.members import StopFact, WithdrawalFact
from editorial.editions.rules import DANGERS
from editorial.editions.taking_down import Stopped, stoppable
from editorial.editions.wishes.models import WithdrawalWish
from editorial.editions.wishes.services import item_stop
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason


def is_danger(fact: WithdrawalFact | StopFact) -> bool:
    """Whether somebody stopped it because it may harm; a reason that is not known is the worst."""
    return fact.reason in DANGERS or fact.reason not in WithdrawalReason.values


def gravest_of_each(facts: Iterable[StopFact]) -> list[StopFact]:
    """One stop of each text: one for a danger, else the newest. The public reads one notice."""
    ordered = sorted(facts, key=lambda fact: (is_danger(fact), fact.at))
    return list({(fact.content_id, fact.lang): fact for fact in ordered}.values())


def stop_repeat(*, fact: StopFact, actor: Any) -> Stopped | None:
    """Stop a text as the lost stop did, whatever stands of it now: no sign-off from before counts.

    None where nothing of it could be read or come out.
    """
    there = {each.lang: each for each in stoppable(content_id=fact.content_id)}
    (stopped,) = item_stop(
        content_id=fact.content_id, stopping=[there.get(fact.lang, Stopped(fact.lang))],
        details=details_again(fact), actor=actor,
    )  # fmt: skip
    return stopped if fact.lang in there else None


def kept_back_stop(
    *, fact: WithdrawalFact, told: Collection[StopFact], actor: Any
) -> list[Stopped]:
    """Stop what the backup has brought back of a withdrawn text, and is not public.

    It stands on the clock, in review or signed as before its withdrawal. Heads of an older release
    tell no stops (`told`), so where theirs was for a danger the item's other languages are stopped
    as well: whether it covered them, nobody knows.
    """
    is_wide = is_danger(fact) and not _is_told(fact, told)
    chosen = [
        each
        for each in stoppable(content_id=fact.content_id)
        if not each.was_public and (is_wide or each.lang == fact.lang)
    ]
    if not chosen:
        return []
    details = Withdrawal(reason=WithdrawalReason.UNSAFE)
    return item_stop(content_id=fact.content_id, stopping=chosen, details=details, actor=actor)


def _is_told(fact: WithdrawalFact, told: Collection[StopFact]) -> bool:
    """Whether its wish is known, and with it those of all languages that it covered."""
    stopped: set[tuple[UUID, str]] = {(each.content_id, each.lang) for each in told}
    return (fact.content_id, fact.lang) in stopped or WithdrawalWish.objects.filter(
        content_id=fact.content_id, lang=fact.lang, reason=fact.reason, number=fact.number - 1
    ).exists()
