"""What signed heads tell and this database does not have, though its log goes on from them.

Not all that stops something has an entry of the log: a text that is not public can be stopped, a
withdrawal can wait, and a sign-off that carries no public text can be taken back.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from editorial.editions.heads.claims import SignedHead
from editorial.editions.heads.members import (
    RevocationFact,
    SignOffMember,
    StopFact,
    TakingFact,
    Unlogged,
)
from editorial.editions.models import LogEntry
from editorial.editions.wishes.models import TakingBack, WithdrawalWish
from editorial.signoff.models import SignOff, SignOffRevocation

# The chain of a log without entries, as a head of it says.
NO_CHAIN = "0" * 64


def chained_of(heads: Iterable[SignedHead]) -> set[SignedHead]:
    """Those of these heads whose entry this log has, with the same chain up to it."""
    heads = list(heads)
    if not heads:
        return set()
    rows = LogEntry.objects.filter(seq__in={head.seq for head in heads})
    hashes = {seq: bytes(chain).hex() for seq, chain in rows.values_list("seq", "chain_hash")}
    hashes[0] = NO_CHAIN
    return {head for head in heads if hashes.get(head.seq) == head.chain_hash}


def contained_of(
    heads: Iterable[SignedHead], *, decided: frozenset[str] = frozenset()
) -> set[SignedHead]:
    """Those of these heads that tell nothing which this database does not know."""
    chained = chained_of(heads)
    forgotten = forgotten_of(chained, decided=decided)
    return {head for head in chained if not forgotten.intersection(head.unlogged)}


def forgotten_of(
    heads: Iterable[SignedHead], *, decided: frozenset[str] = frozenset()
) -> set[Unlogged]:
    """What these heads tell and this database does not have.

    `decided` are keys of what was lost before, and done again when a person went on with that.
    """
    told = {fact for head in heads for fact in head.unlogged}
    return {fact for fact in unknown(told) if fact.key not in decided}


def unknown(facts: Collection[Unlogged]) -> list[Unlogged]:
    """Those that this database does not have."""
    wanted = {fact.signoff_id for fact in facts if isinstance(fact, SignOffMember)}
    taken: dict[int, SignOff] = {}
    if wanted:
        rows = SignOffRevocation.objects.filter(signoff_id__in=wanted).select_related("signoff")
        taken = {row.signoff_id: row.signoff for row in rows}
    wishes = WithdrawalWish.objects.in_bulk(_numbers(facts, WithdrawalWish))
    takings = TakingBack.objects.in_bulk(_numbers(facts, TakingBack))

    def is_known(fact: Unlogged) -> bool:
        if isinstance(fact, SignOffMember) and is_about(fact, taken.get(fact.signoff_id)):
            return True
        if isinstance(fact, RevocationFact):
            return False
        known: Any = wishes if _table(fact) is WithdrawalWish else takings
        return _is_wish(fact, known.get(fact.wish_id))

    return [fact for fact in facts if not is_known(fact)]


def _table(fact: Unlogged) -> type[WithdrawalWish | TakingBack] | None:
    if isinstance(fact, TakingFact):
        return WithdrawalWish if fact.hides_text else TakingBack
    return WithdrawalWish if isinstance(fact, StopFact) else None


def _numbers(facts: Collection[Unlogged], table: type[WithdrawalWish | TakingBack]) -> set[int]:
    return {
        fact.wish_id
        for fact in facts
        if isinstance(fact, StopFact | TakingFact) and _table(fact) is table
    }


def _is_wish(fact: StopFact | TakingFact, row: WithdrawalWish | TakingBack | None) -> bool:
    """The wish that the fact tells of, and not another that got its number after the restore."""
    return row is not None and (
        fact.content_id, fact.lang, getattr(fact, "signoff_id", None),
        datetime.fromisoformat(fact.at),
    ) == (row.content_id, row.lang, row.signoff_id, row.wished_at)  # fmt: skip


def is_about(fact: SignOffMember, signoff: SignOff | None) -> bool:
    """The sign-off that was taken back, and not another that got its number after the restore."""
    return signoff is not None and (
        fact.signoff_id, fact.content_id, fact.lang, fact.clinical_digest, fact.signed_by,
        datetime.fromisoformat(fact.signed_at),
    ) == (
        signoff.pk, signoff.content_id, signoff.lang, signoff.clinical_digest,
        signoff.signed_by_id, signoff.signed_at,
    )  # fmt: skip
