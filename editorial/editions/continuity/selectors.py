"""Look at the log and at its signed heads, and say how they stand to each other.

Names of heads are always read before the log: one that is signed in between is no loss.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min

from editorial.editions.continuity.forgotten import chained_of, forgotten_of
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.rules import Accepted, PlaceState, Standing
from editorial.editions.continuity.statement import statement_decode
from editorial.editions.heads.claims import SignedHead
from editorial.editions.heads.members import Unlogged
from editorial.editions.heads.selectors import Shelf, by_number, by_seq, dailies, shelves, soon
from editorial.editions.keys import public_jwks
from editorial.editions.models import Edition
from editorial.editions.receipts import ReceiptInvalid

# Every publication asks, and in nearly every house nothing was ever held.
_END = """
SELECT newest.seq, newest.chain_hash, (SELECT count(*) FROM signoff_signoffrevocation),
       (SELECT count(*) FROM editions_withdrawalwish) + (SELECT count(*) FROM editions_takingback),
       EXISTS (SELECT FROM editions_restoration), EXISTS (SELECT FROM editions_hold)
  FROM (VALUES (1)) one LEFT JOIN LATERAL (
       SELECT seq, chain_hash FROM editions_logentry ORDER BY seq DESC LIMIT 1) newest ON true
"""


@dataclass(frozen=True)
class Log:
    """The end of the log, the restores that were accepted in it, and the hold that stands."""

    seq: int
    chain_hash: str
    accepted: tuple[Accepted, ...]
    hold: tuple[int, int] | None
    revocation_count: int = 0
    wish_count: int = 0

    def is_signed_by(self, head: SignedHead | None) -> bool:
        """Whether this head says all that the log holds, and all that people have stopped."""
        return head is not None and (head.seq, head.revocation_count, head.wish_count) == (
            self.seq, self.revocation_count, self.wish_count,
        )  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """Nothing was ever published, stopped or taken back."""
        return not (self.seq or self.revocation_count or self.wish_count)

    @cached_property
    def decided(self) -> frozenset[str]:
        """Keys of what a person knew of the lost part and has gone on with: it is not forgotten."""
        return frozenset().union(*(each.fact_keys for each in self.accepted))

    @property
    def epoch(self) -> int:
        return max((each.epoch for each in self.accepted), default=0)

    @cached_property
    def issuers(self) -> frozenset[str]:
        """Under which addresses this house signs: today's, and the one of its newest edition."""
        known = {settings.PUBLIC_BASE_URL}
        newest = Edition.objects.filter(log_entry__isnull=False).order_by("-log_entry__seq")
        receipt = newest.values_list("receipt", flat=True).first()
        return frozenset(known | {_issuer_of(receipt)} if receipt else known)

    @cached_property
    def _replaced_names(self) -> frozenset[str]:
        return frozenset(digest[:12] for each in self.accepted for digest in each.replaces)

    def unreplaced(self, paths: Iterable[str]) -> list[str]:
        """Paths without those whose name says that a person has replaced the head."""
        replaced = self._replaced_names
        return [path for path in paths if not replaced or path[-16:-4] not in replaced]

    def is_ours(self, head: SignedHead) -> bool:
        """Signed by this house; whoever shares its key under another address is another one."""
        return not head.problem and (
            head.issuer == settings.PUBLIC_BASE_URL or head.issuer in self.issuers
        )

    def counts(self, head: SignedHead) -> bool:
        """Ours, and not replaced by what a person has decided."""
        return self.is_ours(head) and not any(each.replaces_head(head) for each in self.accepted)


def _issuer_of(receipt: str) -> str:
    """Whom a receipt of this log names; it stands in the log, so nothing is verified here."""
    try:
        part = receipt.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return str(said["iss"])
    except (ValueError, KeyError, IndexError, TypeError):
        return settings.PUBLIC_BASE_URL


def log_now() -> Log:
    """The log as it is in this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_END)
        seq, chain_hash, revocation_count, wish_count, is_accepted, is_held = cursor.fetchone()
    accepted = accepted_restores() if is_accepted else []
    answered = max((each.hold_id for each in accepted), default=0)
    return Log(
        seq=seq or 0,
        chain_hash=bytes(chain_hash).hex() if seq else "",
        accepted=tuple(accepted),
        hold=_hold_after(answered) if is_held else None,
        revocation_count=revocation_count,
        wish_count=wish_count,
    )


def _hold_after(answered: int) -> tuple[int, int] | None:
    hold = Hold.objects.filter(pk__gt=answered).aggregate(
        first=Min("first_seq"), last=Max("last_seq")
    )
    return None if hold["first"] is None else (hold["first"], hold["last"])


def accepted_restores() -> list[Accepted]:
    """Every restore that was accepted in this log; one whose statement does not hold is none."""
    rows = Restoration.objects.filter(log_entry__isnull=False).order_by("log_entry__seq")
    found = []
    for statement, hold_id, seq in rows.values_list("statement", "hold_id", "log_entry__seq"):
        try:
            found.append(_accepted(statement, hold_id, seq, json.dumps(public_jwks())))
        except ReceiptInvalid:
            continue
    return found


@lru_cache(maxsize=64)
def _accepted(statement: str, hold_id: int, seq: int, jwks: str) -> Accepted:
    return statement_decode(statement, hold_id=hold_id, seq=seq, jwks=json.loads(jwks))


@dataclass(frozen=True)
class Look:
    """One look at all folders and the log. `tops` has the newest head of this log in each."""

    log: Log
    shelves: tuple[Shelf, ...]
    newer: tuple[SignedHead, ...]
    forgotten: tuple[Unlogged, ...]
    tops: tuple[SignedHead | None, ...]

    def standing(self) -> Standing:
        return Standing(
            log_seq=self.log.seq,
            newer=self.newer,
            forgotten=self.forgotten,
            hold=self.log.hold,
            places=tuple(
                PlaceState(
                    position=position,
                    folder=str(shelf.place.folder),
                    problem=shelf.problem,
                    seq=top.seq if top else 0,
                    strangers=len(shelf.names.strangers) if shelf.names else 0,
                )
                for position, (shelf, top) in enumerate(
                    zip(self.shelves, self.tops, strict=True), start=1
                )
            ),
        )


def look(*, until: float | None = None) -> Look:
    """Look at the newest heads of every folder, and at the log."""
    until = soon() if until is None else until
    found, jwks = shelves(until=until), public_jwks()
    log = log_now()
    seen: list[list[SignedHead]] = [_newest(shelf, log, jwks, until) for shelf in found]
    every = list({head.digest: head for heads in seen for head in heads}.values())
    chained = chained_of(every)
    newer = [head for head in every if head not in chained]
    forgotten = forgotten_of(chained, decided=log.decided)
    contained = {head for head in chained if not forgotten.intersection(head.unlogged)}
    tops = [
        max((head for head in heads if head in contained), key=lambda head: head.seq, default=None)
        for heads in seen
    ]
    return Look(log, tuple(found), tuple(newer), tuple(forgotten), tuple(tops))


def _newest(shelf: Shelf, log: Log, jwks: dict[str, Any], until: float) -> list[SignedHead]:
    """The heads of a folder that decide: the last by entry, the newest, the newest of before."""
    if shelf.names is None:
        return []
    found = []
    for paths in (
        by_seq(shelf.names, beyond=log.seq), by_number(shelf.names), dailies(shelf.names)
    ):  # fmt: skip
        head = shelf.first(log.unreplaced(paths), is_wanted=log.counts, jwks=jwks, until=until)
        if head is not None and head not in found:
            found.append(head)
    return found


def standing_now(*, until: float | None = None) -> Standing:
    """How the log stands to its heads in this moment."""
    return look(until=until).standing()
