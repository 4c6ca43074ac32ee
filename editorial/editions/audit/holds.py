"""Holds beside the signed heads, while they stand and after a person has decided."""

import json
from collections.abc import Iterable, Iterator, Sequence

from editorial.editions.audit.findings import Finding
from editorial.editions.continuity.backing import HoldTold, Said, Told, holds_told, said_of
from editorial.editions.continuity.rules import Accepted
from editorial.editions.continuity.selectors import Log, log_now
from editorial.editions.heads.claims import SignedHead
from editorial.editions.models import Edition
from editorial.signoff.models import SignOffRevocation


def hold_findings(heads: Iterable[SignedHead]) -> Iterator[Finding]:
    """Compare each hold with what the signed heads say, and with what was withdrawn on its word.

    The application writes a hold, and while it stands a withdrawal in an editor-in-chief's name may
    say what the lost part said: that a signature was taken back, that the time was over. Where no
    head says it, somebody has invented it, or its heads are gone. A hold that stands is compared
    with the heads that count; one that was decided with every head of the house, and with what the
    signed decision says that heads had told then.
    """
    holds = holds_told()
    if not holds:
        return
    heads, log = list(heads), log_now()
    ours = [head for head in heads if log.is_ours(head)]
    every = said_of(holds, heads=ours)
    counting = said_of(holds, heads=[head for head in ours if log.counts(head)])
    for hold in holds:
        decision = decision_of(hold, log)
        if decision is None:
            unsaid = counting.unsaid(hold)
            yield from _standing(hold, counting, unsaid)
        else:
            unsaid = _unsaid_then(hold, every, decision)
            left = decision.unsaid or frozenset()
            if news := [row for row in unsaid if row.digest not in left]:
                yield Finding(
                    decision.seq,
                    f"it answers hold {hold.pk}, which tells {_things(news)} that no signed head "
                    "says.",
                )
        yield from _believed(hold, unsaid, decision)


def decision_of(hold: HoldTold, log: Log) -> Accepted | None:
    """The signed decision that answered this hold; None while it stands."""
    after = [each for each in log.accepted if each.hold_id >= hold.pk]
    return min(after, key=lambda each: each.seq, default=None)


def _standing(hold: HoldTold, said: Said, unsaid: Sequence[Told]) -> Iterator[Finding]:
    if not hold.heads or hold.heads - said.digests:
        yield Finding(0, f"hold {hold.pk} names signed heads that no folder has, or none.")
    if unsaid:
        yield Finding(0, f"hold {hold.pk} tells {_things(unsaid)} that no signed head says.")


def _things(rows: Sequence[Told]) -> str:
    return "1 thing" if len(rows) == 1 else f"{len(rows)} things"


def _unsaid_then(hold: HoldTold, said: Said, decision: Accepted) -> list[Told]:
    """What no head says now, nor said when the decision was signed: folders are lost in time."""
    rows = said.unsaid(hold)
    if decision.unsaid is None:
        return rows
    return [
        row
        for row in rows
        if row.digest in decision.unsaid
        or row.fact is None
        or row.fact.key not in decision.fact_keys
    ]


def _believed(
    hold: HoldTold, unsaid: Sequence[Told], decision: Accepted | None
) -> Iterator[Finding]:
    """Withdrawals whose reason nothing shows but what this hold alone tells."""
    for content_id, lang in sorted(
        {(row.fact.content_id, row.fact.lang) for row in unsaid if row.fact is not None},
        key=str,
    ):
        rows = Edition.objects.filter(
            content_id=content_id, lang=lang, action="withdrawn", log_entry__seq__gt=hold.log_seq
        )
        if decision is not None:
            rows = rows.filter(log_entry__seq__lt=decision.seq)
        for edition in rows.select_related("log_entry").order_by("number"):
            said = json.loads(bytes(edition.envelope))["edition"]["withdrawal"]["reason"]
            if not _is_shown(edition, reason=said):
                yield Finding(
                    edition.log_entry.seq,
                    f"it was withdrawn as {said}, and only hold {hold.pk} tells that: no signed "
                    "head says it, and the log does not show it.",
                )


def _is_shown(edition: Edition, *, reason: str) -> bool:
    """Whether the database itself shows the reason; the other reasons are a person's word."""
    if reason not in ("revoked", "expired"):
        return True
    before = Edition.objects.filter(
        content_id=edition.content_id, lang=edition.lang, number=edition.number - 1
    ).first()
    if reason == "revoked":
        return before is not None and SignOffRevocation.objects.filter(
            signoff_id__in=before.signoff_ids
        ).exists()  # fmt: skip
    end = before.public_until if before else None
    return end is not None and end <= edition.recorded_at
