"""What earlier sweeps saw: of those alone that the house has signed.

Whoever has the application's password writes a row that says that nothing was found up to the end
of the log, and the next sweep would begin behind what it hides. So a sweep signs what it writes
down, and a row that no key of the house has signed as it stands counts for nothing.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from editorial.editions.clock import database_now
from editorial.editions.keys import public_jwks
from editorial.editions.models import SweepRun
from editorial.editions.receipts import ReceiptInvalid, sign_jws, verify_jws

TYPE: Final = "integrity-sweep+jwt"
# So many are read at a time. All are looked at: whoever may write a row may write many.
_BATCH: Final = 100


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
    # A row without a statement is told from a signed one by the database, which reads it faster.
    rows = SweepRun.objects.exclude(statement="").order_by("-pk").iterator(chunk_size=_BATCH)
    return (row for row in rows if sweep_is_signed(row, jwks=jwks))


def sweeps_unsigned(newest: SweepRun | None) -> int:
    """How many rows follow the newest sweep that the house has signed: none of them is signed.

    Where it has signed none, those count that say they are: a release before this one signed none.
    """
    rows = SweepRun.objects.all()
    rows = rows.exclude(statement="") if newest is None else rows.filter(pk__gt=newest.pk)
    return rows.count()


def unsigned_text(count: int) -> str:
    """What an alarm says of so many rows; empty where there are none."""
    if not count:
        return ""
    rows = "1 row that says what a sweep found is" if count == 1 else (
        f"{count} rows that say what a sweep found are"
    )  # fmt: skip
    return f"{rows} not signed by this house."


def sweeps_newest(*, most: int) -> list[tuple[SweepRun, bool | None]]:
    """The newest rows, each with whether the house has signed it; `None` where no key can tell."""
    rows = SweepRun.objects.order_by("-pk")[:most]
    try:
        jwks = public_jwks()
    except (ImproperlyConfigured, OSError):
        return [(_in_lines(row), None) for row in rows]
    told = [(row, sweep_is_signed(row, jwks=jwks)) for row in rows]
    return [(_in_lines(row), is_signed) for row, is_signed in told]


def _in_lines(row: SweepRun) -> SweepRun:
    """The row as a screen shows it, whatever an older house wrote in place of lines."""
    row.findings, row.drifts = _lines(row.findings), _lines(row.drifts)
    return row


def _lines(value: Any) -> list[str]:
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]


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
