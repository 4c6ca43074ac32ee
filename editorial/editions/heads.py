"""The signed head of the log, kept outside the database, so that a tail cut off shows."""

import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from editorial.editions.clock import database_now
from editorial.editions.keys import public_jwks
from editorial.editions.models import LogEntry
from editorial.editions.receipts import ReceiptInvalid, sign_jws, verify_jws

TYPE = "log-head+jwt"


class HeadMismatchError(Exception):
    """The log is not the one whose head was signed last: part of it was lost or rewritten."""


@dataclass(frozen=True)
class SignedHead:
    """One file; `problem` says why it can not be trusted and is empty where it can."""

    name: str
    seq: int
    chain_hash: str
    problem: str = ""


def head_sign(*, day: date) -> Path | None:
    """Write today's head as `YYYY-MM-DD.jws`; None where the log is empty or the file is there.

    A file is never written twice, and appears whole or not at all.

    Raises:
        HeadMismatchError: the log does not go on from the newest signed head. Signing it would give
            a log that was cut a clean head.
    """
    head = LogEntry.objects.order_by("-seq").first()
    folder = Path(settings.SIGNED_HEADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{day.isoformat()}.jws"
    if path.exists():
        return None
    _require_continuity()
    if head is None:
        return None
    claims = {
        "iss": settings.PUBLIC_BASE_URL,
        "iat": int(database_now().timestamp()),
        "day": day.isoformat(),
        "seq": head.seq,
        "chainHash": bytes(head.chain_hash).hex(),
    }
    handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(sign_jws(claims, type_=TYPE) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o444)
        os.link(name, path)
    except FileExistsError:
        return None
    finally:
        os.unlink(name)
    return path


def _require_continuity() -> None:
    heads = signed_heads()
    if not heads:
        return
    newest = heads[-1]
    if newest.problem:
        raise HeadMismatchError(f"{newest.name} is not ours: {newest.problem}")
    row = LogEntry.objects.filter(seq=newest.seq).first()
    if row is None or bytes(row.chain_hash).hex() != newest.chain_hash:
        raise HeadMismatchError(
            f"The log does not contain entry {newest.seq} as {newest.name} signed it. "
            "Run audit_editions; no head is signed until this is explained."
        )


def signed_heads() -> list[SignedHead]:
    """Every signed head, oldest first, those that can not be trusted included."""
    folder = Path(settings.SIGNED_HEADS_DIR)
    if not folder.is_dir():
        return []
    jwks = public_jwks()
    return [_read(path, jwks) for path in sorted(folder.glob("*.jws"))]


def _read(path: Path, jwks: dict[str, list[dict[str, str]]]) -> SignedHead:
    try:
        claims = verify_jws(path.read_text(encoding="ascii"), jwks=jwks, type_=TYPE).claims
        if claims["day"] != path.stem:
            raise ReceiptInvalid([f"It was signed as {claims['day']}."])
        return SignedHead(path.name, int(claims["seq"]), str(claims["chainHash"]))
    except (ReceiptInvalid, OSError, ValueError, KeyError, TypeError) as error:
        return SignedHead(path.name, 0, "", problem=str(error) or type(error).__name__)
