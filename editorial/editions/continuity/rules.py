"""Decide whether a log goes on from the heads that were signed. Pure: values in, decision out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from editorial.editions.heads.claims import SignedHead
from editorial.editions.heads.members import (
    Fact,
    RevocationFact,
    StopFact,
    TakingFact,
    Unlogged,
    WithdrawalFact,
)


@dataclass(frozen=True)
class Accepted:
    """A restore that a person went on with, as the signed statement says.

    Lost were the entries from `first` to `last`; `common` is the last entry that a head proves to
    be in both logs. `replaces` are digests of heads, `fact_keys` what was known of the lost part,
    `unsaid` digests of what holds told and no head said: it was left. None where nobody asked yet.
    """

    seq: int
    epoch: int
    common: int
    first: int
    last: int
    hold_id: int
    replaces: frozenset[str]
    fact_keys: frozenset[str]
    by: str = ""
    reason: str = ""
    at: str = ""
    unsaid: frozenset[str] | None = None

    def replaces_head(self, head: SignedHead) -> bool:
        """Named, or a copy from the lost part that was out of reach and tells nothing new."""
        return head.digest in self.replaces or (
            head.epoch < self.epoch
            and self.common < head.seq <= self.last
            and head.fact_keys <= self.fact_keys
        )


@dataclass(frozen=True)
class PlaceState:
    """One folder of heads, by its place in the settings: 1 is the first.

    `seq` is the entry of the newest head of this log in it, 0 where there is none. `strangers` are
    files that are no heads of this house.
    """

    position: int
    folder: str
    problem: str
    seq: int
    strangers: int


@dataclass(frozen=True)
class Standing:
    """How a log stands to the heads that were signed.

    `newer` are heads of this house that the log does not contain, `forgotten` what needs no entry
    of the log and the database does not have (revocations, stops, wishes); `hold` is the first and
    the last lost entry as the database itself keeps them, until a person has accepted the loss.
    Where no entry is lost the first is after the last.
    """

    log_seq: int
    newer: tuple[SignedHead, ...] = ()
    forgotten: tuple[Unlogged, ...] = ()
    hold: tuple[int, int] | None = None
    places: tuple[PlaceState, ...] = ()

    @property
    def is_restored(self) -> bool:
        return bool(self.newer or self.forgotten) or self.hold is not None

    @property
    def lost(self) -> tuple[int, int]:
        """The first and the last entry that are lost, as far as is known."""
        if not self.newer:
            return self.hold or (self.log_seq + 1, self.log_seq)
        last = max(head.seq for head in self.newer)
        first = min(self.log_seq + 1, *(head.seq for head in self.newer), last)
        if self.hold is not None:
            first, last = min(self.hold[0], first), max(self.hold[1], last)
        return first, last

    def sentence(self) -> str:
        """For an operator; empty where the log goes on from its heads."""
        if not self.is_restored:
            return ""
        first, last = self.lost
        return (
            f"{range_text(first, last)} lost: the database was restored from an older backup. "
            "The public is not served and nothing is published until a person accepts it: "
            "manage.py restore_accept."
        )


@dataclass(frozen=True)
class Lost:
    """What the lost part of a log is known to have held.

    `heads` are those that the log does not contain; `withdrawals`, `revocations`, `stops` and
    `takings` what they tell that this log does not know: the last two whether they were carried out
    there or not. `hold_id` is the newest hold that was looked at, `unbacked` those
    that no head backs, and `unsaid` what holds alone tell, as text by its digest: none of that is
    in the other lists. `is_said` is false where no head says that anything is lost.
    """

    common: int
    first: int
    last: int
    heads: tuple[SignedHead, ...]
    withdrawals: tuple[WithdrawalFact, ...]
    revocations: tuple[RevocationFact, ...]
    fact_keys: frozenset[str]
    actions: dict[str, int]
    stops: tuple[StopFact, ...] = ()
    takings: tuple[TakingFact, ...] = ()
    decisions: int = 0
    hold_id: int = 0
    unbacked: tuple[int, ...] = ()
    unsaid: Mapping[str, str] = field(default_factory=dict)
    is_said: bool = True

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All of these, each once."""
        return (*self.withdrawals, *self.revocations, *self.stops, *self.takings)

    def unbacked_text(self) -> str:
        """Why a person has to look before this log goes on; empty where heads say all of it."""
        if not self.unbacked:
            return ""
        which, count = ", ".join(map(str, self.unbacked)), len(self.unsaid)
        return (
            f"No signed head of this house backs hold {which}: the database alone tells "
            f"{count} {'thing' if count == 1 else 'things'}. Bring back the folder with the heads "
            "that say it. Where none does, take down what may be true of it, and go on with "
            "--leave-unsaid: nothing of it is carried out."
        )


def range_text(first: int, last: int) -> str:
    """What is lost, as the beginning of a sentence."""
    if first > last:
        return "What had been stopped or taken back is"
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"


def lost_range(*, log_seq: int, common: int, seqs: Sequence[int]) -> tuple[int, int]:
    """The first and last lost entry, from those of the heads that the log does not contain.

    The log was cut somewhere between the last head that it contains and the first that it does
    not; where nothing was written since, at its own end. None is lost where there is none.
    """
    if not seqs:
        return log_seq + 1, log_seq
    first = max(common, min(log_seq, *(seq - 1 for seq in seqs))) + 1
    return first, max(*seqs, first)
