"""The nightly, incremental form of the audit, with a look at every live page."""

import logging
from collections.abc import Iterator

from editorial.editions import audit
from editorial.editions.drift import Cause, drifts
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.models import LogEntry, SweepRun
from editorial.editions.sweeps import sweep_note, sweeps_signed, sweeps_unsigned, unsigned_text

logger = logging.getLogger(__name__)
MOST_KEPT = 200


def sweep_run(*, is_anew: bool = False) -> SweepRun:
    """Walk what came since the last clean sweep and look at every live page; keep the result.

    Sweeps that the house has not signed count for nothing, and are a finding themselves, once.
    The run remembers the chain's hash where it ended: a next run that finds another one there, or
    nothing, walks all of the log. `is_anew` forgets earlier runs: for a loss that is explained.
    """
    signed = sweeps_signed()
    newest = next(signed, None)
    strangers = unsigned_text(sweeps_unsigned(newest))
    last = None if is_anew else _clean(newest, signed)
    heads = signed_heads()
    with audit.snapshot():
        head = LogEntry.objects.order_by("-seq").first()
        after = last.until_seq if last else 0
        findings = [strangers] if strangers else []
        if last and not _still_there(last):
            findings.append(f"entry {after}: it is not the one that the sweep of {last} saw.")
            after = 0
        findings += [str(row) for row in audit.findings(heads, after=after)]
    notes: list[str] = []
    for drift in drifts():
        (notes if drift.cause is Cause.REFERENCE else findings).append(str(drift))
    if findings:
        logger.error("The integrity sweep found %s problems: %s", len(findings), findings[0])
    return sweep_note(
        after_seq=after,
        until_seq=head.seq if head else 0,
        until_hash=bytes(head.chain_hash) if head else b"",
        findings=findings[:MOST_KEPT],
        drifts=notes[:MOST_KEPT],
    )


def _clean(newest: SweepRun | None, older: Iterator[SweepRun]) -> SweepRun | None:
    """The newest sweep that found nothing."""
    if newest is None or not newest.findings:
        return newest
    return next((row for row in older if not row.findings), None)


def _still_there(last: SweepRun) -> bool:
    if last.until_seq == 0:
        return True
    row = LogEntry.objects.filter(seq=last.until_seq).first()
    return row is not None and bytes(row.chain_hash) == bytes(last.until_hash)
