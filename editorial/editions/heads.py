"""The signed head of the log, kept outside the database, so that a tail cut off shows."""

from datetime import date
from pathlib import Path

from django.conf import settings

from editorial.editions.keys import public_jwks
from editorial.editions.models import LogEntry
from editorial.editions.receipts import sign_jws, verify_jws

TYPE = "log-head+jwt"


def head_sign(*, day: date) -> Path | None:
    """Write today's head as `YYYY-MM-DD.jws`; None where the log is empty or the file is there.

    A file is never written twice.
    """
    head = LogEntry.objects.order_by("-seq").first()
    folder = Path(settings.SIGNED_HEADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{day.isoformat()}.jws"
    if head is None or path.exists():
        return None
    claims = {"seq": head.seq, "chainHash": bytes(head.chain_hash).hex(), "day": day.isoformat()}
    with path.open("x", encoding="ascii") as file:
        file.write(sign_jws(claims, type_=TYPE) + "\n")
    return path


def signed_heads() -> list[tuple[str, int, str]]:
    """File name, sequence number and chain hash of every signed head, oldest first.

    Raises:
        ReceiptInvalid: a file is not what this house signed.
    """
    folder = Path(settings.SIGNED_HEADS_DIR)
    jwks = public_jwks()
    heads = []
    for path in sorted(folder.glob("*.jws")) if folder.is_dir() else []:
        claims = verify_jws(path.read_text(encoding="ascii"), jwks=jwks, type_=TYPE).claims
        heads.append((path.name, int(claims["seq"]), str(claims["chainHash"])))
    return heads
