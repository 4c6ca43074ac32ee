"""What earlier sweeps saw: of those alone that the house has signed.

Whoever has the application's password writes a row that says that nothing was found up to the end
of the log, and the next sweep would begin behind what it hides. So a sweep signs what it writes
down, and a row that no key of the house has signed as it stands counts for nothing.
"""

from collections.abc import Iterator
from datetime import UTC
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from editorial.editions.clock import database_now
from editorial.editions.keys import public_jwks
from editorial.editions.models import SweepRun
from editorial.editions.receipts import ReceiptInvalid, sign_jws, verify_jws

TYPE: Final = "integrity-sweep+jwt"
# Behind so many rows that are not signed nothing is looked for: the next sweep walks everything.
MOST_LOOKED_AT: Final = 200


@transaction.atomic
def sweep_note(
    *, after_seq: int, until_seq: int, until_hash: bytes, findings: list[str], drifts: list[str]
) -> SweepRun:
    """Write down what a sweep found, and sign it.

    Raises:
        ImproperlyConfigured: there is no key.
    """
    run = SweepRun(
        ran_at=database_now(), after_seq=after_seq, until_seq=until_seq, until_hash=until_hash,
        findings=findings, drifts=drifts,
    )  # fmt: skip
    run.statement = sign_jws({"iss": settings.PUBLIC_BASE_URL, **_said(run)}, type_=TYPE)
    run.save(force_insert=True)
    return run


def sweeps_signed() -> Iterator[SweepRun]:
    """The sweeps that the house has signed, the newest first."""
    jwks = public_jwks()
    rows = SweepRun.objects.order_by("-pk")[:MOST_LOOKED_AT]
    return (row for row in rows if sweep_is_signed(row, jwks=jwks))


def sweeps_unsigned_since(last: SweepRun | None) -> list[SweepRun]:
    """Rows after a sweep that the house has not signed; what is older was looked at by that one."""
    if last is None:
        return []
    jwks = public_jwks()
    rows = SweepRun.objects.filter(pk__gt=last.pk).order_by("pk").iterator()
    return list(
        islice((row for row in rows if not sweep_is_signed(row, jwks=jwks)), MOST_LOOKED_AT)
    )


def sweeps_newest(*, most: int) -> list[tuple[SweepRun, bool | None]]:
    """The newest rows, each with whether the house has signed it; `None` where no key can tell."""
    rows = SweepRun.objects.order_by("-pk")[:most]
    try:
        jwks = public_jwks()
    except (ImproperlyConfigured, OSError):
        return [(row, None) for row in rows]
    return [(row, sweep_is_signed(row, jwks=jwks)) for row in rows]


def sweep_is_signed(row: SweepRun, *, jwks: dict[str, Any]) -> bool:
    """Whether a key of the house has signed exactly what stands in this row."""
    try:
        said = verify_jws(row.statement, jwks=jwks, type_=TYPE).claims
    except ReceiptInvalid:
        return False
    return {key: value for key, value in said.items() if key != "iss"} == _said(row)


def _said(row: SweepRun) -> dict[str, Any]:
    return {
        "ranAt": row.ran_at.astimezone(UTC).isoformat(),
        "afterSeq": row.after_seq,
        "untilSeq": row.until_seq,
        "untilHash": bytes(row.until_hash).hex(),
        "findings": row.findings,
        "drifts": row.drifts,
    }
