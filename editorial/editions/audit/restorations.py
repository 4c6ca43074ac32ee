"""The entries by which a person went on with a restored log, and what the signed heads say."""

from collections.abc import Iterable, Iterator
from typing import Any

from content_models.digest import sha256_hex
from editorial.editions.audit.findings import Finding
from editorial.editions.continuity.forgotten import chained_of, forgotten_of
from editorial.editions.continuity.rules import Accepted, Standing
from editorial.editions.continuity.selectors import accepted_restores, log_now
from editorial.editions.continuity.statement import statement_read
from editorial.editions.heads.claims import SignedHead
from editorial.editions.models import LogEntry, Restoration
from editorial.editions.receipts import ReceiptInvalid


def restoration_problems(
    row: Restoration | None, *, seq: int, jwks: dict[str, Any]
) -> Iterator[str]:
    """Is the decision signed by this house, and about the log that stood before it?"""
    if row is None:
        yield "it is of nothing."
        return
    if sha256_hex(row.statement.encode()) != row.digest:
        yield "the statement is not the one that its digest names."
    try:
        said = statement_read(row.statement, jwks=jwks)
    except ReceiptInvalid as error:
        yield f"the accepted restore is not ours: {error}"
        return
    before = LogEntry.objects.filter(seq=said.log_seq).first()
    found = bytes(before.chain_hash).hex() if before else ""
    if said.log_seq >= seq or found != said.chain_hash:
        yield "the accepted restore is of another log."
    if (said.hold, said.by.id) != (row.hold_id, row.actor_id):
        yield "the columns of the accepted restore do not agree with its statement."


def head_findings(heads: Iterable[SignedHead]) -> Iterator[Finding]:
    """Compare the log with the heads that were signed and kept elsewhere.

    Read the heads before the log: one that is signed in between is no cut tail.
    """
    heads, log = list(heads), log_now()
    chained = chained_of(heads)
    ours = [head for head in heads if log.counts(head)]
    newer = [head for head in ours if head not in chained]
    forgotten = forgotten_of([head for head in ours if head in chained], decided=log.decided)
    standing = Standing(
        log_seq=log.seq, newer=tuple(newer), forgotten=tuple(forgotten), hold=log.hold
    )
    if standing.is_restored:
        yield Finding(standing.lost[0], standing.sentence())
    for head in heads:
        if head.problem:
            yield Finding(0, f"the signed head {head.name} is not ours: {head.problem}")
        elif not log.is_ours(head) and head not in chained:
            yield Finding(0, f"the signed head {head.name} is not ours: it is of {head.issuer}.")
    for head in newer:
        if head.seq > log.seq:
            problem = f"it is gone, but the signed head {head.name} names it: the tail was cut."
        else:
            problem = f"its chain hash is not the one in the signed head {head.name}."
        yield Finding(head.seq, problem)


def restoration_notes() -> list[str]:
    """What was lost before and accepted by whom, a sentence each."""
    return [
        f"entry {each.seq}: {_lost(each)} {each.by} accepted that at {each.at}: {each.reason}"
        + _left(each)
        for each in accepted_restores()
    ]


def _lost(each: Accepted) -> str:
    if each.first > each.last:
        return "a restored log was gone on with;"
    return f"entries {each.first} to {each.last} of an earlier log were lost by a restore;"


def _left(each: Accepted) -> str:
    if not each.unsaid:
        return ""
    count = len(each.unsaid)
    left = "1 thing that holds alone told was" if count == 1 else (
        f"{count} things that holds alone told were"
    )  # fmt: skip
    return f" ({left} left, not carried out)"
