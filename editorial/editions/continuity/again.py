"""Do again what the lost part of a log had done: each text and sign-off for itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from editorial.editions.continuity.models import Restoration
from editorial.editions.continuity.repeating import (
    is_repeatable,
    newest_of_each,
    revocation_repeat,
    withdrawal_repeat,
)
from editorial.editions.continuity.rules import Lost
from editorial.editions.continuity.stops import gravest_of_each, kept_back_stop, stop_repeat
from editorial.editions.heads.members import (
    Fact,
    RevocationFact,
    StopFact,
    TakingFact,
    WithdrawalFact,
)
from editorial.signoff.models import DANGERS

Tell = Callable[[str], None]


@dataclass
class RestorationReport:
    """What was done again. `moot` are facts of which nothing stood in this log anyway."""

    lost: Lost
    withdrawn: list[WithdrawalFact] = field(default_factory=list)
    revoked: list[RevocationFact | TakingFact] = field(default_factory=list)
    stopped: list[StopFact] = field(default_factory=list)
    moot: list[Fact] = field(default_factory=list)
    restoration: Restoration | None = None


def lost_again(report: RestorationReport, *, actor: Any, tell: Tell) -> None:
    """Take down, stop and take back again; what was done is in the report, and told in lines.

    Raises:
        Refusal, DatabaseError: something could not be done; what was done before is done.
    """
    _withdraw_again(report, actor=actor, tell=tell)
    _stop_again(report, actor=actor, tell=tell)
    _take_back_again(report, actor=actor, tell=tell)


def _withdraw_again(report: RestorationReport, *, actor: Any, tell: Tell) -> None:
    for fact in newest_of_each(report.lost.withdrawals):
        done = withdrawal_repeat(fact=fact, actor=actor)
        (report.withdrawn if done else report.moot).append(fact)
        tell(f"{fact.lang} {fact.content_id}: {'withdrawn' if done else 'not public'}.")
        if done and not is_repeatable(fact):
            tell(f"  Its notice had words that are not taken any more: {fact.notice}")
        for each in kept_back_stop(fact=fact, told=report.lost.stops, actor=actor):
            tell(f"{each.lang} {fact.content_id}: not public, and needs a new review.")


def _stop_again(report: RestorationReport, *, actor: Any, tell: Tell) -> None:
    """Also what had not been carried out yet: it was hidden from the public."""
    for fact in gravest_of_each(report.lost.stops):
        stopped = stop_repeat(fact=fact, actor=actor)
        if stopped is None:
            report.moot.append(fact)
            continue
        report.stopped.append(fact)
        if not stopped.is_done:
            said = "stopped and hidden; the worker withdraws it."
        elif stopped.was_public:
            said = "withdrawn."
        else:
            said = "not public, and needs a new review."
        tell(f"{fact.lang} {fact.content_id}: {said}")
        if not is_repeatable(fact):
            tell(f"  Its notice had words that are not taken any more: {fact.notice}")


def _take_back_again(report: RestorationReport, *, actor: Any, tell: Tell) -> None:
    """What was taken back, then what was to be: of those first what is a danger."""
    takings = sorted(report.lost.takings, key=lambda fact: fact.cause not in DANGERS)
    facts: list[RevocationFact | TakingFact] = [*report.lost.revocations, *takings]
    for fact in facts:
        done = revocation_repeat(fact=fact, actor=actor)
        (report.revoked if done else report.moot).append(fact)
        if done or isinstance(fact, RevocationFact):
            said = "taken back" if done else "nothing public rests on it"
            tell(f"sign-off {fact.signoff_id}, {fact.lang} {fact.content_id}: {said}.")
