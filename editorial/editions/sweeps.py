"""What earlier sweeps saw: of those alone that the house has signed.

Whoever has the application's password writes a row that says that nothing was found up to the end
of the log, and the next sweep would begin behind what it hides. So a sweep signs what it writes
down, and a row that no key of the house has signed as it stands counts for nothing.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Case, F, Func, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Left
from django.db.models.lookups import LessThanOrEqual

from editorial.editions.clock import database_now
from editorial.editions.keys import public_jwks
from editorial.editions.models import SweepRun
from editorial.editions.receipts import ReceiptInvalid, sign_jws, verify_jws

TYPE: Final = "integrity-sweep+jwt"
# So many are read at a time, and no more are held. All are looked at: whoever may write a row may
# write many.
_BATCH: Final = 20
# What a row says in lines of text.
_LINES: Final = ("findings", "drifts")
# Bytes of a statement, or of lines as they are kept: no sweep of the house has more, and
# `editions_note_sweep` takes no more. What is longer was written before it asked, and is not read.
LONGEST: Final = 2**20
# Characters of one line, and of all lines that a row of somebody else's is shown with.
_LONGEST_LINE: Final = 300
_LONGEST_SHOWN: Final = 20_000


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
        findings=[_cut(line) for line in findings], drifts=[_cut(line) for line in drifts],
    )  # fmt: skip
    run.statement = sign_jws({"iss": settings.PUBLIC_BASE_URL, **_said(run)}, type_=TYPE)
    run.save(force_insert=True)
    return run


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def sweeps_signed() -> Iterator[SweepRun]:
    """The sweeps that the house has signed, the newest first."""
    # A row without a statement is told from a signed one by the database, which reads it faster.
    read = _each_read(SweepRun.objects.exclude(statement=""), jwks=public_jwks())
    return (row for row in read if row is not None)


def sweeps_unsigned(newest: SweepRun | None) -> int:
    """How many rows came after the newest sweep that the house has signed: none of them is signed.

    What came after it has a higher number or a later hour: whoever writes a row may choose a number
    that was left out, and the hour is the database's. Where the house has signed none, those count
    that say they are: a release before this one signed none.
    """
    rows = SweepRun.objects.all()
    if newest is None:
        return rows.exclude(statement="").count()
    low = rows.filter(pk__lt=newest.pk, ran_at__gt=newest.ran_at)
    unsigned = sum(row is None for row in _each_read(low, jwks=public_jwks()))
    return rows.filter(pk__gt=newest.pk).count() + unsigned


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
    rows = SweepRun.objects.order_by("-pk").defer("statement", *_LINES)
    rows = rows.annotate(read=_READ, **{f"{name}_text": _text(name) for name in _LINES})[:most]
    jwks: dict[str, Any] | None = None
    with suppress(ImproperlyConfigured, OSError):
        jwks = public_jwks()
    told: list[tuple[SweepRun, bool | None]] = []
    for row in rows:
        signed = None if jwks is None else _signed(row.pk, row.read, jwks=jwks)
        if signed is not None:
            told.append((signed, True))
            continue
        for name in _LINES:
            setattr(row, name, _lines(getattr(row, f"{name}_text")))
        told.append((row, None if jwks is None else False))
    return told


# Whether it is too long is told from its length, without reading it.
_READ: Final = Case(
    When(
        LessThanOrEqual(
            Func(F("statement"), function="octet_length", output_field=IntegerField()), LONGEST
        ),
        then=F("statement"),
    ),
    default=Value(None, output_field=TextField()),
)


def _text(name: str) -> Case:
    """Lines as they are kept, and one character more than is shown of them; None for too many."""
    size = Func(F(name), function="pg_column_size", output_field=IntegerField())
    return Case(
        When(
            LessThanOrEqual(size, LONGEST),
            then=Left(Cast(name, TextField()), _LONGEST_SHOWN + 1, output_field=TextField()),
        ),
        default=Value(None, output_field=TextField()),
    )


def _lines(text: str | None) -> list[str]:
    """What stands in a row that anybody may have written, as the lines of a screen."""
    if text is None or len(text) > _LONGEST_SHOWN:
        return ["What stands here is longer than is shown."]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ["What stands here cannot be read."]
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]


def _each_read(rows: QuerySet[SweepRun], *, jwks: dict[str, Any]) -> Iterator[SweepRun | None]:
    """Each row, the highest number first; None in place of one that the house has not signed."""
    rows = rows.order_by("-pk").annotate(read=_READ)
    batch = list(rows.values_list("pk", "read")[:_BATCH])
    while batch:
        for key, statement in batch:
            yield _signed(key, statement, jwks=jwks)
        batch = list(rows.filter(pk__lt=batch[-1][0]).values_list("pk", "read")[:_BATCH])


def _signed(key: int, statement: str | None, *, jwks: dict[str, Any]) -> SweepRun | None:
    """The row, if a key of the house has signed exactly what stands in it.

    The signature is looked at first, and the database compares: of what somebody else wrote nothing
    is read that Python cannot read, or that has no end. None for one that is too long.
    """
    if statement is None:
        return None
    try:
        claims = verify_jws(statement, jwks=jwks, type_=TYPE).claims
        said: dict[str, Any] = {
            "ran_at": datetime.fromisoformat(claims["ranAt"]),
            "after_seq": claims["afterSeq"],
            "until_seq": claims["untilSeq"],
            "until_hash": bytes.fromhex(claims["untilHash"]),
            "findings": claims["findings"],
            "drifts": claims["drifts"],
        }
    except (ReceiptInvalid, KeyError, TypeError, ValueError):
        return None
    if not SweepRun.objects.filter(pk=key, statement=statement, **said).exists():
        return None
    return SweepRun(pk=key, statement=statement, **said)


def _said(row: SweepRun) -> dict[str, Any]:
    return {
        "ranAt": row.ran_at.astimezone(UTC).isoformat(),
        "afterSeq": row.after_seq,
        "untilSeq": row.until_seq,
        "untilHash": bytes(row.until_hash).hex(),
        "findings": row.findings,
        "drifts": row.drifts,
    }
