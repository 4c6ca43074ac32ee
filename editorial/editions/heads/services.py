"""Sign the head of the log, and bring it to every folder."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from editorial.editions.clock import database_now
from editorial.editions.continuity.forgotten import NO_CHAIN, contained_of
from editorial.editions.continuity.rules import Standing
from editorial.editions.continuity.selectors import Log, Look, look
from editorial.editions.continuity.statement import statement_read
from editorial.editions.heads.claims import (
    HeadClaims,
    Previous,
    SignedHead,
    Since,
    head_encode,
)
from editorial.editions.heads.facts import LogFacts, facts_since
from editorial.editions.heads.place import KEPT, RECENT, Job
from editorial.editions.heads.rules import anchor_is_due
from editorial.editions.heads.selectors import (
    PATIENCE,
    Shelf,
    by_number,
    reason_of,
    soon,
)
from editorial.editions.keys import public_jwks
from editorial.editions.receipts import ReceiptInvalid

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeadReport:
    """What became of a head. `name` is empty where there was nothing new to sign.

    `written` are the folders that got it now, `failed` maps those that could not get it to why;
    `problem` says why the log is not vouched for, and `standing` how it stands to its heads.
    """

    name: str = ""
    is_anchor: bool = False
    written: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    standing: Standing | None = None


def head_sign(*, patience: float = PATIENCE) -> HeadReport:
    """Sign the newest entry of the log, with all that was stopped since the last anchor.

    Nothing is signed where the newest head of every folder that can be read tells all that there
    is, nor where nothing was ever published, stopped or taken back. In a
    restored log the head says so: it keeps the withdrawals that are made meanwhile, and vouches
    for nothing.

    Raises:
        DatabaseError: the log can not be read.
        ImproperlyConfigured: there is no key.
    """
    seen = look(until=soon(patience))
    log, standing = seen.log, seen.standing()
    problem = standing.sentence()
    if log.is_empty:
        return HeadReport(problem=problem, standing=standing)
    until = soon(patience)
    if any(log.is_signed_by(top) for top in seen.tops):
        written, failed = _spread(seen, until=until)
        return HeadReport("", False, written, failed, problem, standing)
    head = head_encode(_claims(seen, is_restored=bool(problem), until=until))
    path = f"{KEPT if head.is_kept else RECENT}/{head.name}"
    # A folder is made before the first head alone: later, one that is not there is one that is
    # gone, such as a mount, and a new one in its place would hide that.
    is_first = not any(shelf.names and shelf.names.places() for shelf in seen.shelves)
    written, failed = _write(
        seen.shelves, path, head.data, may_create=is_first, until=soon(patience)
    )
    return HeadReport(head.name, head.is_kept, written, failed, problem, standing)


def head_sign_after_commit() -> None:
    """Sign once the running transaction is committed, without being able to undo it or hold it up.

    What fails is in the process's log and in health; the worker signs within the minute.
    """
    if not any(_sign_quietly in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(_sign_quietly, robust=True)


def _sign_quietly() -> None:
    report = head_sign()
    if report.problem:
        logger.error("%s", report.problem)
    for folder, reason in report.failed.items():
        logger.error("The signed head could not be written to %s: %s.", folder, reason)


def _spread(seen: Look, *, until: float) -> tuple[tuple[str, ...], dict[str, str]]:
    """Bring the newest head, which some folders have, to those that lack it."""
    having = [
        shelf
        for shelf, top in zip(seen.shelves, seen.tops, strict=True)
        if seen.log.is_signed_by(top)
    ]
    source, name = having[0], seen.tops[seen.shelves.index(having[0])]
    lacking = [shelf for shelf in seen.shelves if shelf not in having]
    if not lacking or name is None or source.names is None:
        return (), {}
    path = source.names.places()[name.name]
    try:
        data = source.place.ask(lambda: source.place.read(path), until=until)
    except OSError as error:
        return (), {str(source.place.folder): reason_of(error)}
    return _write(lacking, path, data, may_create=False, until=until)


def _claims(seen: Look, *, is_restored: bool, until: float) -> HeadClaims:
    log, now = seen.log, database_now()
    anchor, newest = _anchor(seen, until=until), _newest(seen, until=until)
    facts = facts_since(anchor=anchor, until=log.seq)
    number = (newest.number if newest else 0) + 1
    return HeadClaims(
        iss=settings.PUBLIC_BASE_URL,
        iat=int(now.timestamp()),
        number=number,
        epoch=log.epoch,
        seq=log.seq,
        chain_hash=log.chain_hash or NO_CHAIN,
        is_anchor=anchor_is_due(
            anchor=anchor,
            now=now,
            zone=settings.TIME_ZONE,
            facts=facts.count,
            has_decision=bool(facts.restorations),
        ),
        is_restored=is_restored,
        previous=(
            Previous(number=newest.number, digest=newest.digest, seq=newest.seq) if newest else None
        ),
        since=Since(seq=anchor.seq, digest=anchor.digest) if anchor else Since(),
        last_revocation=facts.last_revocation,
        revocation_count=facts.revocation_count,
        last_wish=facts.last_wish,
        last_taking=facts.last_taking,
        wish_count=facts.wish_count,
        actions=facts.actions,
        withdrawals=facts.withdrawals,
        revocations=facts.revocations,
        stops=facts.stops,
        takings=facts.takings,
        restorations=facts.restorations,
        replaces=_replaced(facts),
    )


def _replaced(facts: LogFacts) -> tuple[str, ...]:
    """The heads that the decisions in this head replace, by digest.

    One whose statement does not hold replaces none, and keeps no head from being signed: the audit
    finds it.
    """
    jwks, replaced = public_jwks(), set[str]()
    for fact in facts.restorations:
        with suppress(ReceiptInvalid):
            replaced.update(statement_read(fact.statement, jwks=jwks).replaces)
    return tuple(sorted(replaced))


def _anchor(seen: Look, *, until: float) -> SignedHead | None:
    """The newest anchor of this log, in any folder."""
    best: SignedHead | None = None
    for shelf in seen.shelves:
        if shelf.names is None:
            continue
        paths = [f"{KEPT}/{name}" for name in sorted(shelf.names.kept, reverse=True)]
        found = shelf.first(
            seen.log.unreplaced(paths),
            is_wanted=partial(_is_contained, seen.log),
            jwks=public_jwks(),
            until=until,
        )
        if found is not None and (best is None or found.number > best.number):
            best = found
    return best


def _is_contained(log: Log, head: SignedHead) -> bool:
    return log.counts(head) and bool(contained_of([head], decided=log.decided))


def _newest(seen: Look, *, until: float) -> SignedHead | None:
    """The head with the highest number in any folder, of whatever part of the log."""
    jwks, found = public_jwks(), []
    for shelf in seen.shelves:
        if shelf.names is not None:
            head = shelf.first(
                by_number(shelf.names), is_wanted=seen.log.is_ours, jwks=jwks, until=until
            )
            found += [head] if head else []
    return max(found, key=lambda head: head.number, default=None)


def _write(
    found: Sequence[Shelf], path: str, data: bytes, *, may_create: bool, until: float
) -> tuple[tuple[str, ...], dict[str, str]]:
    """To all these folders at the same time. Returns those that have it, and why others lack it."""
    written, failed = [], {}
    begun: list[tuple[str, Job[None]]] = []
    for shelf in found:
        place, folder = shelf.place, str(shelf.place.folder)
        try:
            begun.append((folder, place.begin(partial(place.write, path, data, may_create))))
        except OSError as error:
            failed[folder] = reason_of(error)
    for folder, job in begun:
        try:
            job.result(until=until)
            written.append(folder)
        except OSError as error:
            failed[folder] = reason_of(error)
    return tuple(written), failed
