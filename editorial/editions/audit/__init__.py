"""The audit of everything: the log, the heads that were signed, and what the public can reach."""

from collections.abc import Callable, Iterator
from typing import Any

from editorial.editions.audit.authority import authority_findings, authority_notes
from editorial.editions.audit.findings import Finding, snapshot
from editorial.editions.audit.holds import hold_findings
from editorial.editions.audit.log import log_findings
from editorial.editions.audit.public import public_findings
from editorial.editions.audit.restorations import (
    head_findings,
    restoration_notes,
)
from editorial.editions.heads.selectors import signed_heads


def audit(*, progress: Callable[[int], Any] | None = None) -> Iterator[Finding]:
    """Everything that is wrong at one moment, the log first and in its order."""
    heads = signed_heads()
    with snapshot():
        yield from log_findings(progress=progress)
        yield from head_findings(heads)
        yield from hold_findings(heads)
        yield from public_findings()
        yield from authority_findings()


__all__ = [
    "Finding", "audit", "authority_findings", "authority_notes", "head_findings", "hold_findings",
    "log_findings", "public_findings", "restoration_notes", "snapshot",
]  # fmt: skip
