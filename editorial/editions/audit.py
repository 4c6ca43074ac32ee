"""Proof that the log is what was signed: every digest recomputed, every link of the chain followed.

The audit trusts no column: it recomputes from the bytes, by the scheme that the row names.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Max
from wagtail.models import Page

from content_models.digest import canonical, sha256_hex
from editorial.editions.append import compose
from editorial.editions.heads import signed_heads
from editorial.editions.keys import public_jwks
from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.receipts import ReceiptInvalid, receipt_verify
from editorial.signoff.models import SignOff

GENESIS = bytes(32)
BATCH = 500


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `seq` is 0 where it is not about one entry."""

    seq: int
    problem: str

    def __str__(self) -> str:
        return f"entry {self.seq}: {self.problem}" if self.seq else self.problem


def chain_hash(*, previous: bytes, seq: int, edition_digest: str) -> bytes:
    """The chain's formula, as in the trigger that writes it."""
    return sha256(previous + seq.to_bytes(8, "big") + bytes.fromhex(edition_digest)).digest()


# A scheme's number to how its digest is computed. Old schemes stay here for ever.
CLINICAL_SCHEMES: dict[int, Callable[[bytes], str]] = {1: sha256_hex}
EDITION_SCHEMES: dict[int, Callable[[bytes, bytes], str]] = {
    1: lambda article, envelope: sha256_hex(compose(article, envelope))
}


def log_findings(
    *, after: int = 0, progress: Callable[[int], Any] | None = None
) -> Iterator[Finding]:
    """Walk the log from an entry on and yield what is wrong, in order."""
    jwks = public_jwks()
    start = LogEntry.objects.filter(seq=after).first() if after else None
    if after and start is None:
        yield Finding(after, "this entry is gone from the log.")
        return
    previous, expected = (bytes(start.chain_hash) if start else GENESIS), after + 1
    while True:
        rows = list(
            LogEntry.objects.filter(seq__gte=expected)
            .select_related("edition")
            .order_by("seq")[:BATCH]
        )
        if not rows:
            break
        signoffs = _signoffs(rows)
        for row in rows:
            if row.seq != expected:
                yield Finding(expected, "this entry is missing.")
                return
            yield from _entry_findings(row, previous, signoffs, jwks)
            previous, expected = bytes(row.chain_hash), row.seq + 1
        if progress is not None:
            progress(len(rows))


def _signoffs(rows: list[LogEntry]) -> dict[int, SignOff]:
    wanted = {pk for row in rows for pk in row.edition.signoff_ids}
    return SignOff.objects.in_bulk(wanted)


def _entry_findings(
    row: LogEntry, previous: bytes, signoffs: dict[int, SignOff], jwks: dict[str, Any]
) -> Iterator[Finding]:
    edition = row.edition
    if bytes(row.previous_hash) != previous:
        yield Finding(row.seq, "the link to the entry before it is broken.")
    linked = chain_hash(
        previous=bytes(row.previous_hash), seq=row.seq, edition_digest=edition.edition_digest
    )
    if bytes(row.chain_hash) != linked:
        yield Finding(row.seq, "its chain hash is not that of its content.")
    article, envelope = bytes(edition.article), bytes(edition.envelope)
    clinical = CLINICAL_SCHEMES.get(edition.clinical_scheme)
    whole = EDITION_SCHEMES.get(edition.edition_scheme)
    if clinical is None or whole is None:
        yield Finding(row.seq, "it names a digest scheme that is not known.")
        return
    if clinical(article) != edition.clinical_digest:
        yield Finding(row.seq, "the article is not the one that its clinical digest names.")
    if whole(article, envelope) != edition.edition_digest:
        yield Finding(row.seq, "the document is not the one that its edition digest names.")
    yield from _signature_findings(row, signoffs, jwks)


def _signature_findings(
    row: LogEntry, signoffs: dict[int, SignOff], jwks: dict[str, Any]
) -> Iterator[Finding]:
    edition = row.edition
    for pk in edition.signoff_ids:
        signoff = signoffs.get(pk)
        if signoff is None:
            yield Finding(row.seq, f"sign-off {pk}, on which it rests, is gone.")
        elif (signoff.clinical_digest, signoff.lang) != (edition.clinical_digest, edition.lang):
            yield Finding(row.seq, f"sign-off {pk} is of another text.")
    if edition.action != "withdrawn" and not edition.signoff_ids:
        yield Finding(row.seq, "it rests on no sign-off.")
    try:
        claims = receipt_verify(edition.receipt, jwks=jwks).claims
        if claims["editionDigest"] != edition.edition_digest:
            yield Finding(row.seq, "its receipt is of another edition.")
    except ReceiptInvalid as error:
        yield Finding(row.seq, f"its receipt is not valid: {error}")


def head_findings() -> Iterator[Finding]:
    """Compare the log with the heads that were signed and kept elsewhere."""
    try:
        heads = signed_heads()
    except ReceiptInvalid as error:
        yield Finding(0, f"A signed head is not ours: {error}")
        return
    for name, seq, expected in heads:
        row = LogEntry.objects.filter(seq=seq).first()
        if row is None:
            yield Finding(
                seq, f"it is gone, but the signed head {name} names it: the tail was cut."
            )
        elif bytes(row.chain_hash).hex() != expected:
            yield Finding(seq, f"its chain hash is not the one in the signed head {name}.")


def public_findings() -> Iterator[Finding]:
    """Compare the public tables and the live pages with the log, both ways."""
    newest = {
        (row["content_id"], row["lang"]): row["top"]
        for row in Edition.objects.values("content_id", "lang").annotate(top=Max("number"))
    }
    documents = PublicDocument.objects.only(
        "content_id", "lang", "seq", "number", "state", "digest", "document", "page_id"
    )
    current_pages = set()
    for document in documents.iterator(chunk_size=BATCH):
        key = (document.content_id, document.lang)
        if newest.pop(key, None) != document.number:
            yield Finding(document.seq, "the public shows an edition that is not the newest.")
        if sha256_hex(bytes(document.document)) != document.digest:
            yield Finding(document.seq, "the public document is not the edition's.")
        if document.state == "current":
            current_pages.add(document.page_id)
    for content_id, lang in newest:
        yield Finding(0, f"{content_id} ({lang}) is in the log and not in the public table.")
    live = set(
        Page.objects.filter(live=True, content_type__app_label="content_models").values_list(
            "pk", flat=True
        )
    )
    for pk in sorted(live - current_pages):
        yield Finding(0, f"page {pk} is live without a current edition.")
    for pk in sorted(current_pages - live):
        yield Finding(0, f"page {pk} has a current edition and is not live.")


def article_is_canonical(article: bytes) -> bool:
    """True where the bytes are the canonical form of what they say."""
    return canonical(json.loads(article)) == article
