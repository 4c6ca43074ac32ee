"""Find out what the lost part of a log held: from every head, and from holds that heads back."""

from collections import Counter
from collections.abc import Iterable, Sequence

from editorial.editions.continuity.backing import HoldTold, Said, holds_told, said_of
from editorial.editions.continuity.forgotten import chained_of, contained_of, unknown
from editorial.editions.continuity.rules import Lost, lost_range
from editorial.editions.continuity.selectors import Log, log_now
from editorial.editions.heads.claims import HeadClaims, SignedHead
from editorial.editions.heads.facts import actions_of
from editorial.editions.heads.members import (
    Fact,
    RevocationFact,
    StopFact,
    TakingFact,
    Unlogged,
    WithdrawalFact,
)
from editorial.editions.heads.selectors import (
    LONG_PATIENCE,
    claims_of,
    shelves,
    signed_heads,
    soon,
)
from editorial.editions.models import Edition, LogEntry


def lost_part() -> Lost | None:
    """What this log has lost and nobody has accepted yet; None where it has lost nothing.

    Reads every head, so it takes a while where there are ten years of them.
    """
    until = soon(LONG_PATIENCE)
    found = shelves(until=until)
    log = log_now()
    holds = holds_told(after=_answered(log))
    ours = [head for head in signed_heads(found=found) if log.counts(head)]
    contained, chained = contained_of(ours, decided=log.decided), chained_of(ours)
    heads = [head for head in ours if head not in contained]
    if not heads and not holds:
        return None
    claims = claims_of(heads, found=found, until=until)
    said = said_of(holds, heads=ours, found=found, until=until)
    common = max((head.seq for head in chained), default=0)
    cut = [head for head in heads if head not in chained]
    return _lost(
        log=log, holds=holds, said=said, heads=heads, cut=cut, claims=claims, common=common
    )


def _answered(log: Log) -> int:
    return max((each.hold_id for each in log.accepted), default=0)


def _lost(
    *,
    log: Log,
    holds: Sequence[HoldTold],
    said: Said,
    heads: Sequence[SignedHead],
    cut: Sequence[SignedHead],
    claims: dict[str, HeadClaims],
    common: int,
) -> Lost:
    told: list[Fact] = [
        fact for each in claims.values() for fact in (*each.withdrawals, *each.unlogged())
    ]
    held = [row.fact for hold in holds for row in hold.told if row.fact in said.facts and row.fact]
    facts = {fact.key: fact for fact in [*held, *told]}
    # What was done again when a person went on before is not lost once more.
    again = {fact.key for fact in held} | (facts.keys() - log.decided)
    ranges = [(hold.first, hold.last) for hold in holds if hold.heads & said.digests]
    if heads or not ranges:
        seqs = [head.seq for head in cut]
        ranges.append(lost_range(log_seq=log.seq, common=common, seqs=seqs))
    first, last = min(row[0] for row in ranges), max(row[1] for row in ranges)
    withdrawals = [fact for fact in facts.values() if isinstance(fact, WithdrawalFact)]
    logged = _unknown_withdrawals(withdrawals)
    others: list[Unlogged] = sorted(
        unknown(
            [
                fact
                for fact in facts.values()
                if not isinstance(fact, WithdrawalFact) and fact.key in again
            ]
        ),
        key=lambda fact: (fact.at, fact.key),
    )
    return Lost(
        common=min(common, first - 1),
        first=first,
        last=last,
        heads=tuple(heads),
        withdrawals=tuple(sorted(logged, key=lambda fact: (fact.seq, fact.lang))),
        revocations=tuple(fact for fact in others if isinstance(fact, RevocationFact)),
        stops=tuple(fact for fact in others if isinstance(fact, StopFact)),
        takings=tuple(fact for fact in others if isinstance(fact, TakingFact)),
        fact_keys=frozenset(facts),
        actions=_actions(cut, claims, first=first),
        decisions=len({fact.statement for each in claims.values() for fact in each.restorations}),
        hold_id=max((hold.pk for hold in holds), default=0),
        unbacked=tuple(hold.pk for hold in holds if not said.backs(hold)),
        unsaid={row.digest: row.text for hold in holds for row in said.unsaid(hold)},
        is_said=bool(heads) or any(hold.heads & said.digests for hold in holds),
    )


def _unknown_withdrawals(facts: Iterable[WithdrawalFact]) -> list[WithdrawalFact]:
    """Those that this log does not have: the same digest is the same withdrawal."""
    rows = list(facts)
    known = set(
        Edition.objects.filter(edition_digest__in=[fact.edition_digest for fact in rows])
        .filter(log_entry__isnull=False)
        .values_list("edition_digest", flat=True)
    )
    return [fact for fact in rows if fact.edition_digest not in known]


def _actions(
    heads: Sequence[SignedHead], claims: dict[str, HeadClaims], *, first: int
) -> dict[str, int]:
    """How many lost entries of each kind the heads tell of; empty where they do not tell it.

    Each head counts since its anchor, and each anchor since the one before: from the newest back
    to the first that this log contains, less what the log has of that part itself.
    """
    if not heads:
        return {}
    piece = claims.get(max(heads, key=lambda head: (head.seq, head.number)).digest)
    total: Counter[str] = Counter()
    while piece is not None:
        if not piece.actions:
            return {}
        total.update(piece.actions)
        start, anchor = piece.since.seq, piece.since.digest
        piece = claims.get(anchor) if anchor else None
        if piece is None:
            total.subtract(actions_between(start, first - 1))
    return {action: count for action, count in sorted(total.items()) if count > 0}


def actions_between(after: int, until: int) -> dict[str, int]:
    """How many entries of each kind the log has after one entry, up to another."""
    return actions_of(LogEntry.objects.filter(seq__gt=after, seq__lte=until))
