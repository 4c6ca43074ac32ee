"""What holds tell of the lost part of a log, and which of it a signed head of this house says.

Whoever has the application's password can write a hold. What it tells is believed where a signed
head says the same to the letter: a member that differs makes it another thing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.db import connection

from editorial.editions.heads.claims import SignedHead
from editorial.editions.heads.members import (
    Fact,
    RevocationFact,
    StopFact,
    TakingFact,
    WithdrawalFact,
)
from editorial.editions.heads.selectors import LONG_PATIENCE, Shelf, claims_of, shelves, soon

KINDS: Final[dict[str, type[Fact]]] = {
    "withdrawals": WithdrawalFact,
    "revocations": RevocationFact,
    "stops": StopFact,
    "takings": TakingFact,
}
# Holds of before have no stops and no takings; whatever they have under these names was not looked
# at when it was written.
_TOLD = """
SELECT h.id, kind, f::text, encode(sha256(convert_to(f::text, 'UTF8')), 'hex')
  FROM editions_hold h CROSS JOIN unnest(%s::text[]) kind
 CROSS JOIN LATERAL jsonb_array_elements(
       CASE jsonb_typeof(h.facts -> kind) WHEN 'array' THEN h.facts -> kind ELSE '[]' END) f
 WHERE h.id > %s ORDER BY h.id
"""
_HOLDS = "SELECT id, log_seq, first_seq, last_seq, heads::text FROM editions_hold WHERE id > %s"


@dataclass(frozen=True)
class Told:
    """One thing that a hold tells. `digest` is of its text; `fact` is None where it is no such."""

    text: str
    digest: str
    fact: Fact | None


@dataclass(frozen=True)
class HoldTold:
    """A hold as it stands. `heads` are digests of the signed heads that it says it was made of."""

    pk: int
    log_seq: int
    first: int
    last: int
    heads: frozenset[str]
    told: tuple[Told, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(row.fact.key for row in self.told if row.fact is not None)


@dataclass(frozen=True)
class Said:
    """What heads say of the things that holds tell, and the digests of the heads themselves."""

    digests: frozenset[str] = frozenset()
    facts: frozenset[Fact] = field(default_factory=frozenset)

    def unsaid(self, hold: HoldTold) -> list[Told]:
        """What the hold tells and none of the heads says."""
        return [row for row in hold.told if row.fact is None or row.fact not in self.facts]

    def backs(self, hold: HoldTold) -> bool:
        """Whether the hold names a head that is there, and tells nothing else than heads say."""
        return bool(hold.heads & self.digests) and not self.unsaid(hold)


def holds_told(*, after: int = 0) -> list[HoldTold]:
    """Every hold after this one, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [list(KINDS), after])
        told: dict[int, list[Told]] = {}
        for pk, kind, text, digest in cursor.fetchall():
            told.setdefault(pk, []).append(Told(text, digest, _fact(kind, text)))
        cursor.execute(f"{_HOLDS} ORDER BY id", [after])
        return [
            HoldTold(pk, log_seq, first, last, _digests(heads), tuple(told.get(pk, ())))
            for pk, log_seq, first, last, heads in cursor.fetchall()
        ]


def _fact(kind: str, text: str) -> Fact | None:
    try:
        return KINDS[kind].model_validate_json(text)
    except ValueError:
        return None


def _digests(heads: str) -> frozenset[str]:
    # The database lets no other array in than one of digests.
    return frozenset(part.strip(' "') for part in heads.strip("[] ").split(",") if part.strip())


def said_of(
    holds: Sequence[HoldTold],
    *,
    heads: Sequence[SignedHead],
    found: list[Shelf] | None = None,
    until: float | None = None,
) -> Said:
    """What these heads say of what these holds tell. A head that cannot be read says nothing."""
    wanted = frozenset().union(*(hold.keys for hold in holds))
    telling = [head for head in heads if head.fact_keys & wanted]
    if not telling:
        return Said(frozenset(head.digest for head in heads))
    until = soon(LONG_PATIENCE) if until is None else until
    claims = claims_of(telling, found=shelves(until=until) if found is None else found, until=until)
    facts: list[Fact] = []
    for said in claims.values():
        facts += [*said.withdrawals, *said.unlogged()]
    return Said(frozenset(head.digest for head in heads), frozenset(facts))
