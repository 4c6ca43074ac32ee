"""Sign-offs, receipts, and the order of an item's texts: the part of the audit about people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from content_models.projection import LABELS, labels_of
from editorial.editions.append import timestamp
from editorial.editions.audit.scheme_two import Before, order_problems
from editorial.editions.models import Edition
from editorial.editions.receipts import ReceiptInvalid, receipt_claims, receipt_verify
from editorial.signoff.models import SignOff


def signoff_problems(edition: Edition, signoffs: dict[int, SignOff]) -> Iterator[str]:
    """Did every sign-off that an edition names stand for its text when it was written?"""
    if edition.action == "withdrawn":
        if edition.signoff_ids:
            yield "a withdrawal names sign-offs."
        return
    if not edition.signoff_ids:
        yield "it rests on no sign-off."
    named = [signoffs.get(pk) for pk in edition.signoff_ids]
    for pk, signoff in zip(edition.signoff_ids, named, strict=True):
        if signoff is None:
            yield f"sign-off {pk}, on which it rests, is gone."
        else:
            yield from _signoff_problems(edition, signoff)
            yield from _label_problems(edition, signoff)
    standing = [signoff for signoff in named if signoff is not None]
    if len({signoff.signed_by_id for signoff in standing}) != len(standing):
        yield "one person signed more than once."
    if _named_people(edition) != sorted(_person(signoff) for signoff in standing):
        yield "its document names other signers than its sign-offs."


def _signoff_problems(edition: Edition, signoff: SignOff) -> Iterator[str]:
    text = (edition.content_id, edition.lang, edition.clinical_scheme, edition.clinical_digest)
    signed = (signoff.content_id, signoff.lang, signoff.clinical_scheme, signoff.clinical_digest)
    if text != signed or signoff.role != "clinical":
        yield f"sign-off {signoff.pk} is of another text."
    if signoff.signed_at > edition.recorded_at:
        yield f"sign-off {signoff.pk} is younger than the edition."
    revocation = getattr(signoff, "revocation", None)
    if revocation is not None and revocation.revoked_at <= edition.recorded_at:
        yield f"sign-off {signoff.pk} had been revoked."


def _label_problems(edition: Edition, signoff: SignOff) -> Iterator[str]:
    """A label that the signed text had comes off by a new sign-off only; older gates let it go."""
    try:
        carried = labels_of(json.loads(bytes(edition.envelope))["editorial"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # said of its document elsewhere
    signed = labels_of(getattr(signoff, "labels", {}))
    lost = [name for name in LABELS if signed[name] and not carried[name]]
    if lost:
        yield (
            f"it lacks a warning label that the text had when sign-off {signoff.pk} was given "
            f"({', '.join(lost)})."
        )


def _person(signoff: SignOff) -> tuple[str, ...]:
    return (
        signoff.role, signoff.signer_name, signoff.signer_profession, signoff.signer_organisation,
        timestamp(signoff.signed_at) or "", signoff.checklist_version,
    )  # fmt: skip


def _named_people(edition: Edition) -> list[tuple[str, ...]] | None:
    names = ("role", "name", "profession", "organisation", "signedAt", "checklist")
    try:
        rows = json.loads(bytes(edition.envelope))["edition"]["signOffs"]
        return sorted(tuple(str(row[name]) for name in names) for row in rows)
    except (ValueError, KeyError, TypeError):
        return None


def receipt_problems(edition: Edition, jwks: dict[str, Any]) -> Iterator[str]:
    """Is the receipt ours, and about this edition?"""
    try:
        claims = receipt_verify(edition.receipt, jwks=jwks).claims
    except ReceiptInvalid as error:
        yield f"its receipt is not valid: {error}"
        return
    said = (claims["editionDigest"], claims["clinicalDigest"], claims["number"])
    if said != (edition.edition_digest, edition.clinical_digest, edition.number):
        yield "its receipt is of another edition."
    elif edition.edition_scheme > 1 and claims | {"iss": ""} != _claims(edition) | {"iss": ""}:
        yield "its receipt says something else than its document."


def _claims(edition: Edition) -> dict[str, Any]:
    try:
        document = {"article": json.loads(bytes(edition.article))}
        document |= json.loads(bytes(edition.envelope))
        return receipt_claims(document=document, edition_digest=edition.edition_digest)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


@dataclass
class _Item:
    """What came before: the last number, and when each text was last published."""

    number: int = 0
    before: Before | None = None
    texts: dict[str, datetime] = field(default_factory=dict)

    def add(self, edition: Edition) -> None:
        self.number, self.before = edition.number, Before.of(edition)
        digest, at = edition.clinical_digest, edition.published_at
        self.texts[digest] = max(at, self.texts.get(digest, at))


class Items:
    """Remembers each item's editions during a walk that begins after the entry `before`."""

    def __init__(self, *, before: int) -> None:
        self._before = before
        self._items: dict[tuple[UUID, str], _Item] = {}

    def problems(self, edition: Edition, signoffs: dict[int, SignOff]) -> Iterator[str]:
        """Is this the next number, and are its sign-offs younger than any other text?"""
        key = (edition.content_id, edition.lang)
        item = self._items.get(key) or self._items.setdefault(key, self._load(*key))
        if edition.number != item.number + 1:
            yield f"it is number {edition.number} of its item; {item.number + 1} is the next."
        others = [at for digest, at in item.texts.items() if digest != edition.clinical_digest]
        times = [signoffs[pk].signed_at for pk in edition.signoff_ids if pk in signoffs]
        if others and times and min(times) <= max(others):
            yield "a sign-off is older than a text that came in between."
        if edition.edition_scheme > 1:
            yield from order_problems(edition, item.before)
        item.add(edition)

    def _load(self, content_id: UUID, lang: str) -> _Item:
        item = _Item()
        if self._before:
            rows = Edition.objects.filter(
                content_id=content_id, lang=lang, log_entry__seq__lte=self._before
            ).order_by("number")
            for edition in rows.defer("article", "envelope", "receipt"):
                item.add(edition)
        return item
