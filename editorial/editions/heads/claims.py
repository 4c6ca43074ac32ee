"""What a signed head says, and how its file is read. Pure.

A head names the newest entry of the log, the head before it, and since its anchor every withdrawal
and revocation, and every wish for one: a stop of what is not public has no entry of the log.
`docs/adr/0017-a-restored-log-stands-still.md` says why.

```
   daily, before     anchor             anchor (the next day, or after many withdrawals)
   2026-11-24.jws ──►  ■ ──► · ──► · ──►  ■ ──► · ──► ·     each names the one before it
                       └── all since ─┘   └── all since ─┘
```
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from editorial.editions.heads.members import (
    Member,
    RestorationFact,
    RevocationFact,
    StopFact,
    TakingFact,
    Unlogged,
    WithdrawalFact,
)
from editorial.editions.receipts import ReceiptInvalid, sign_jws, verify_jws

TYPE = "log-head+jwt"
MAX_BYTES = 32 * 2**20
LONGEST_NOTICE = 4000
DAILY = re.compile(r"\d{4}-\d{2}-\d{2}\.jws", re.ASCII)
NAME = re.compile(r"(\d{10,19})-(\d{10,19})-([0-9a-f]{12})\.jws", re.ASCII)


class Since(Member):
    """Where a head's lists begin: after this entry. `digest` is its anchor's, if there is one."""

    seq: int = 0
    digest: str | None = None


class Previous(Member):
    number: int
    digest: str
    seq: int


class HeadClaims(Member):
    """The claims of a head. One of the daily heads of before has `day` and no lists.

    Heads of before tell no stops and no takings; their readers pass over these.
    """

    iss: str
    iat: int
    seq: int = Field(ge=0)
    chain_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    day: str | None = None
    number: int = 0
    epoch: int = 0
    is_anchor: bool = False
    is_restored: bool = False
    previous: Previous | None = None
    since: Since = Since()
    last_revocation: int = 0
    revocation_count: int = 0
    last_wish: int = 0
    last_taking: int = 0
    wish_count: int = 0
    actions: dict[str, int] = {}
    withdrawals: tuple[WithdrawalFact, ...] = ()
    revocations: tuple[RevocationFact, ...] = ()
    stops: tuple[StopFact, ...] = ()
    takings: tuple[TakingFact, ...] = ()
    restorations: tuple[RestorationFact, ...] = ()
    replaces: tuple[str, ...] = ()

    def fact_keys(self) -> frozenset[str]:
        """What this head tells that must not be forgotten, by keys that two heads share."""
        return frozenset(fact.key for fact in (*self.withdrawals, *self.unlogged()))

    def unlogged(self) -> tuple[Unlogged, ...]:
        """What it tells that need not have an entry of the log."""
        return (*self.revocations, *self.stops, *self.takings)


@dataclass(frozen=True)
class SignedHead:
    """One file; `problem` says why it can not be trusted and is empty where it can.

    `digest` is the SHA-256 of the signed text; `number` counts heads, `epoch` the restored logs
    that a person went on with before it. `revocation_count` is how many sign-offs had been taken
    back in all, the last with the number `last_revocation`; `wish_count` how many wishes there were
    of both kinds, the last with the numbers `last_wish` and `last_taking`.
    """

    name: str
    seq: int
    chain_hash: str
    problem: str = ""
    digest: str = ""
    number: int = 0
    epoch: int = 0
    issuer: str = ""
    signed_at: int = 0
    is_anchor: bool = False
    is_restored: bool = False
    last_revocation: int = 0
    revocation_count: int = 0
    last_wish: int = 0
    last_taking: int = 0
    wish_count: int = 0
    unlogged: tuple[Unlogged, ...] = ()
    fact_keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NewHead:
    """A head that was just signed: where its file belongs, and its bytes."""

    name: str
    is_kept: bool
    data: bytes


def head_encode(claims: HeadClaims) -> NewHead:
    """Sign a head with the current key."""
    said: dict[str, Any] = claims.model_dump(mode="json", by_alias=True, exclude_none=True)
    token = sign_jws(said, type_=TYPE)
    digest = digest_of(token)
    return NewHead(
        name=f"{claims.number:010d}-{claims.seq:010d}-{digest[:12]}.jws",
        is_kept=claims.is_anchor,
        data=token.encode("ascii") + b"\n",
    )


def digest_of(token: str) -> str:
    return hashlib.sha256(token.strip().encode("ascii")).hexdigest()


def claims_decode(data: bytes, *, name: str, jwks: dict[str, Any]) -> HeadClaims:
    """The claims of a file whose signature holds and whose name is its own.

    Raises:
        ReceiptInvalid: with the reason.
    """
    if len(data) > MAX_BYTES:
        raise ReceiptInvalid(["It is too large to be a signed head."])
    try:
        token = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise ReceiptInvalid(["This is no signed receipt (compact JWS)."]) from error
    said = verify_jws(token, jwks=jwks, type_=TYPE).claims
    try:
        claims = HeadClaims.model_validate(said)
    except ValueError as error:
        raise ReceiptInvalid(["It does not say what a signed head says."]) from error
    _require_name(name, token, claims)
    return claims


def _require_name(name: str, token: str, claims: HeadClaims) -> None:
    """A copy under another name would count as another head."""
    own = NAME.fullmatch(name)
    if own is None:
        if f"{claims.day}.jws" != name:
            raise ReceiptInvalid([f"It was signed as {claims.day or claims.number}."])
    elif (int(own[1]), int(own[2]), own[3]) != (claims.number, claims.seq, digest_of(token)[:12]):
        raise ReceiptInvalid([f"It was signed as number {claims.number} at entry {claims.seq}."])


def head_decode(data: bytes, *, name: str, jwks: dict[str, Any]) -> SignedHead:
    """A file as a head; one that can not be trusted says why."""
    try:
        claims = claims_decode(data, name=name, jwks=jwks)
    except ReceiptInvalid as error:
        return SignedHead(name, 0, "", problem=str(error))
    return SignedHead(
        name=name,
        seq=claims.seq,
        chain_hash=claims.chain_hash,
        digest=digest_of(data.decode("ascii")),
        number=claims.number,
        epoch=claims.epoch,
        issuer=claims.iss,
        signed_at=claims.iat,
        is_anchor=claims.is_anchor,
        is_restored=claims.is_restored,
        last_revocation=claims.last_revocation,
        revocation_count=claims.revocation_count,
        last_wish=claims.last_wish,
        last_taking=claims.last_taking,
        wish_count=claims.wish_count,
        unlogged=claims.unlogged(),
        fact_keys=claims.fact_keys(),
    )
