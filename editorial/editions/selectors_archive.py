"""One edition by its permanent address, or its receipt, with what was said of it since.

Each function is one query, as the public role.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from editorial.editions.revocations.rules import Revocation, Standing, standing
from editorial.editions.revocations.selectors import OF_EDITION, revocations_of
from editorial.editions.selectors import PUBLIC, seconds_left

_UNTIL = "least(e.public_until, d.public_until)"
_STANDING = f"""
       d.digest, coalesce({_UNTIL} <= helsekilde_now(), false), {OF_EDITION},
       coalesce((SELECT w.envelope FROM editions_edition w
                  WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.action = 'withdrawn'
                    AND w.number > e.number ORDER BY w.number LIMIT 1),
                CASE WHEN d.is_hidden THEN d.document END)
  FROM editions_edition e
  JOIN editions_shown d ON d.content_id = e.content_id AND d.lang = e.lang
 WHERE e.edition_digest = %(digest)s
"""  # noqa: S608 - constants only
_BY_DIGEST = (
    "SELECT e.content_id, e.lang, e.number, e.action, e.article, e.envelope, e.published_at, "
    f"{_UNTIL}, {seconds_left(_UNTIL)}, {_STANDING}"
)
_RECEIPT = f"SELECT e.content_id, e.lang, e.number, e.action, e.receipt, {_STANDING}"


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """What was said of one edition since.

    `newest` is the digest of the item's newest edition, None while a wish to withdraw hides it;
    `recall` the envelope of the first withdrawal after this edition, the notice of such a wish, or
    None; `is_expired` says that its time, or the item's, is over.
    """

    digest: str
    content_id: UUID
    lang: str
    number: int
    action: str
    newest: str | None
    is_expired: bool
    revocations: tuple[Revocation, ...]
    recall: bytes | None

    @property
    def standing(self) -> Standing:
        return standing(
            revocations=self.revocations,
            is_withdrawn=self.action == "withdrawn" or self.recall is not None,
            is_expired=self.is_expired,
            is_newest=self.newest == self.digest,
        )


@dataclass(frozen=True, slots=True)
class ArchivedEdition:
    """One edition, newest or not. `left` is as in `Delivery`."""

    since: EditionStanding
    article: bytes
    envelope: bytes
    published_at: datetime
    public_until: datetime | None
    left: int | None


@dataclass(frozen=True, slots=True)
class ArchivedReceipt:
    """The review receipt of an edition, a JWS in compact form, and how the edition stands."""

    since: EditionStanding
    receipt: str


def edition_by_digest(*, digest: str) -> ArchivedEdition | None:
    """An edition by its permanent address, with what was said of it since."""
    row = _first(_BY_DIGEST, {"digest": digest})
    if row is None:
        return None
    return ArchivedEdition(_since(digest, row[:4], row[9:]), *row[4:9])


def receipt_by_digest(*, digest: str) -> ArchivedReceipt | None:
    """The signed review receipt of an edition, with what was said of the edition since."""
    row = _first(_RECEIPT, {"digest": digest})
    if row is None:
        return None
    return ArchivedReceipt(_since(digest, row[:4], row[5:]), str(row[4]))


def _since(digest: str, item: tuple[Any, ...], said: tuple[Any, ...]) -> EditionStanding:
    content_id, lang, number, action = item
    newest, is_expired, revocations, recall = said
    return EditionStanding(
        digest=digest, content_id=content_id, lang=lang, number=number, action=action,
        newest=newest, is_expired=is_expired, revocations=revocations_of(revocations),
        recall=recall,
    )  # fmt: skip


def _first(sql: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
