"""The audit of everything: the log, the heads that were signed, and what the public can reach."""

from collections.abc import Callable, Iterator
from typing import Any

from editorial.editions.audit.authority import authority_findings, authority_notes
from editorial.editions.audit.findings import Finding, parts_read, snapshot
from editorial.editions.audit.holds import hold_findings
from editorial.editions.audit.log import log_findings
from editorial.editions.audit.overtaken import overtaken_findings
from editorial.editions.audit.public import public_findings
from editorial.editions.audit.restorations import (
    head_findings,
    restoration_notes,
)
from editorial.editions.audit.revocations import revocation_notes
from editorial.editions.heads.selectors import signed_heads


def audit(*, progress: Callable[[int], Any] | None = None) -> Iterator[Finding]:
    """Everything that is wrong at one moment, the log first and in its order."""
    heads = signed_heads()
    with snapshot():
        yield from findings(heads, progress=progress)


def findings(
    heads: Any, *, after: int = 0, progress: Callable[[int], Any] | None = None
) -> Iterator[Finding]:
    """Every part, the log from an entry on, inside a snapshot; what nobody can read is a finding.

    `heads` are the signed heads as they were read before it.
    """
    return parts_read(
        lambda: log_findings(after=after, progress=progress),
        lambda: overtaken_findings(after=after),
        lambda: head_findings(heads),
        lambda: hold_findings(heads),
        public_findings,
        authority_findings,
    )


__all__ = [
    "Finding", "audit", "authority_findings", "authority_notes", "findings", "head_findings",
    "hold_findings", "log_findings", "public_findings", "restoration_notes", "revocation_notes",
    "snapshot",
]  # fmt: skip
