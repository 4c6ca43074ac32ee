"""Proof that the log is what was signed: every digest recomputed, every link followed.

The audit trusts no column: it recomputes from the bytes, by the scheme that the row names, and
holds the columns to the bytes. What a risk class asked for is kept since editions of scheme 2 are
written; of those of scheme 1 it checks that the sign-offs named stood, not that they were enough.
"""

import json
import logging
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models.functions import JSONObject

from content_models.digest import sha256_hex
from content_models.projection import LABEL_FIELDS
from editorial.editions.append import compose, timestamp
from editorial.editions.audit.findings import BATCH, UNREADABLE, Finding, unreadable_text
from editorial.editions.audit.policies import Policies
from editorial.editions.audit.restorations import restoration_problems
from editorial.editions.audit.revocations import revocation_digest
from editorial.editions.audit.scheme_two import envelope_problems
from editorial.editions.audit.signatures import Items, receipt_problems, signoff_problems
from editorial.editions.keys import public_jwks
from editorial.editions.models import Edition, LogEntry, Restoration
from editorial.signoff.models import SignOff
from editorial.signoff.selectors import review_of

logger = logging.getLogger(__name__)
GENESIS = bytes(32)
_ABSENT = object()


def chain_hash(*, previous: bytes, seq: int, edition_digest: str) -> bytes:
    """The chain's formula, as in the trigger that writes it."""
    return sha256(previous + seq.to_bytes(8, "big") + bytes.fromhex(edition_digest)).digest()


# A scheme's number to how its digest is computed. Old schemes stay here for ever.
CLINICAL_SCHEMES: dict[int, Callable[[bytes], str]] = {1: sha256_hex}
EDITION_SCHEMES: dict[int, Callable[[bytes, bytes], str]] = {
    1: lambda article, envelope: sha256_hex(compose(article, envelope)),
    2: lambda article, envelope: sha256_hex(compose(article, envelope)),
}


def log_findings(
    *, after: int = 0, progress: Callable[[int], Any] | None = None
) -> Iterator[Finding]:
    """Walk the log from an entry on and yield what is wrong, in order.

    `progress` is called with the number of entries that are done.
    """
    jwks = public_jwks()
    previous, expected = GENESIS, after + 1
    if after:
        start = LogEntry.objects.filter(seq=after).first()
        if start is None:
            yield Finding(after, "this entry is gone from the log.")
            return
        previous = bytes(start.chain_hash)
    items, policies = Items(before=after), Policies()
    while batch := _batch(expected):
        read = _read([seq for seq, _hash in batch])
        for seq, linked in batch:
            if seq != expected:
                yield Finding(expected, "this entry is missing.")
            for problem in _row_problems(
                read.get(seq), previous, jwks=jwks, items=items, policies=policies
            ):
                yield Finding(seq, problem)
            previous, expected = linked, seq + 1
        if progress is not None:
            progress(len(batch))
    for edition in Edition.objects.filter(log_entry=None).order_by("pk")[:BATCH]:
        yield Finding(0, f"edition {edition.pk} ({edition}) is not in the log.")
    for restoration in Restoration.objects.filter(log_entry=None).order_by("pk")[:BATCH]:
        yield Finding(0, f"the accepted restore {restoration} is not in the log.")


def _batch(first: int) -> list[tuple[int, bytes]]:
    rows = LogEntry.objects.filter(seq__gte=first).order_by("seq")
    found = rows.values_list("seq", "chain_hash")[:BATCH]
    return [(seq, bytes(chain)) for seq, chain in found]


def _read(seqs: list[int]) -> dict[int, tuple[LogEntry, dict[int, SignOff]]]:
    """Entries with the sign-offs that their editions name; those are left out that nobody can read.

    Where one of them is so, each is read for itself.
    """
    rows = LogEntry.objects.filter(seq__in=seqs).select_related(
        "edition", "restoration", "revocation__signoff"
    )
    try:
        with transaction.atomic():
            found = list(rows)
            signoffs = _signoffs(found)
    except UNREADABLE:
        if len(seqs) == 1:
            logger.exception("Entry %s of the log can not be read.", seqs[0])
            return {}
        return {key: row for seq in seqs for key, row in _read([seq]).items()}
    return {row.seq: (row, signoffs) for row in found}


def _signoffs(rows: list[LogEntry]) -> dict[int, SignOff]:
    wanted = {pk for row in rows if row.edition for pk in row.edition.signoff_ids}
    labels = {name: f"revision__content__{field}" for name, field in LABEL_FIELDS.items()}
    found = SignOff.objects.select_related("revocation").annotate(
        review=review_of(), labels=JSONObject(**labels)
    )
    return {row.pk: row for row in found.filter(pk__in=wanted)}


def _row_problems(
    read: tuple[LogEntry, dict[int, SignOff]] | None, previous: bytes, **seen: Any
) -> Iterator[str]:
    if read is None:
        yield "it can not be read."
        return
    try:
        yield from _problems(*read, previous, **seen)
    except UNREADABLE as error:
        logger.exception("Entry %s of the log can not be read to its end.", read[0].seq)
        yield unreadable_text(error)


def _problems(
    row: LogEntry,
    signoffs: dict[int, SignOff],
    previous: bytes,
    *,
    jwks: dict[str, Any],
    items: Items,
    policies: Policies,
) -> Iterator[str]:
    edition, restoration, revocation = row.edition, row.restoration, row.revocation
    if bytes(row.previous_hash) != previous:
        yield "the link to the entry before it is broken."
    named = edition.edition_digest if edition else restoration.digest if restoration else ""
    if revocation is not None:
        named = revocation_digest(revocation)
    try:
        linked = chain_hash(previous=bytes(row.previous_hash), seq=row.seq, edition_digest=named)
    except ValueError:
        linked = b""
    if bytes(row.chain_hash) != linked:
        yield "its chain hash is not that of its content."
    if edition is None:
        if revocation is None:
            yield from restoration_problems(restoration, seq=row.seq, jwks=jwks)
        return
    yield from byte_problems(edition)
    yield from signoff_problems(edition, signoffs)
    if edition.edition_scheme > 1:
        yield from envelope_problems(edition, signoffs, policies)
    yield from receipt_problems(edition, jwks)
    yield from items.problems(edition, signoffs)


def byte_problems(edition: Edition) -> Iterator[str]:
    """Where an edition's digests are not those of its bytes, or its columns say something else."""
    article, envelope = bytes(edition.article), bytes(edition.envelope)
    clinical = CLINICAL_SCHEMES.get(edition.clinical_scheme)
    whole = EDITION_SCHEMES.get(edition.edition_scheme)
    if clinical is None or whole is None:
        yield "it names a digest scheme that is not known."
        return
    if clinical(article) != edition.clinical_digest:
        yield "the article is not the one that its clinical digest names."
    if whole(article, envelope) != edition.edition_digest:
        yield "the document is not the one that its edition digest names."
    try:
        text, said = json.loads(article), json.loads(envelope)["edition"]
        columns, document = _columns(edition), _said(text, said)
    except (ValueError, KeyError, TypeError):
        yield "its document can not be read."
        return
    wrong = [name for name, value in columns.items() if document.get(name, _ABSENT) != value]
    if wrong:
        yield f"its columns do not agree with its document: {', '.join(wrong)}."


def _columns(edition: Edition) -> dict[str, Any]:
    return {
        "contentId": str(edition.content_id),
        "lang": edition.lang,
        "articleLang": edition.lang,
        "number": edition.number,
        "action": edition.action,
        "severity": edition.severity,
        "status": edition.status,
        "path": edition.path,
        "type": edition.kind,
        "riskClass": None if edition.action == "withdrawn" else edition.risk_class,
        "scheme": edition.edition_scheme,
        "clinicalScheme": edition.clinical_scheme,
        "clinicalDigest": edition.clinical_digest,
        "publishedAt": timestamp(edition.published_at),
        "firstPublishedAt": timestamp(edition.first_published_at),
        "lastClinicalChange": timestamp(edition.last_clinical_change),
        "lastReviewed": edition.last_reviewed.isoformat(),
        "nextReviewDue": edition.next_review_due.isoformat(),
        "publicUntil": timestamp(edition.public_until),
    }


def _said(article: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    own = {"type": article["type"], "riskClass": article.get("riskClass")}
    return {**said, **own, "articleLang": article["lang"]}
