"""The part of the audit that is about sign-offs that were taken back: each that an edition names
has its place in the log, and the public is told of it as it is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection

from editorial.editions.audit.findings import Finding
from editorial.signoff.models import DANGERS, SignOffRevocation

_TOLD = """
SELECT r.signoff_id, r.cause, s.content_id, s.lang, s.signer_name, s.signed_at, r.revoked_at,
       (SELECT l.seq FROM editions_logentry l WHERE l.revocation_id = r.id),
       p.signoff_id, p.seq, p.content_id, p.lang, p.signer_name, p.signed_at, p.revoked_at,
       p.is_danger, p.edition_id = named.id
  FROM signoff_signoffrevocation r JOIN signoff_signoff s ON s.id = r.signoff_id
  CROSS JOIN LATERAL (
      SELECT e.id FROM editions_edition e WHERE e.content_id = s.content_id AND e.lang = s.lang
         AND s.id = ANY (e.signoff_ids) ORDER BY e.number DESC LIMIT 1) named
  LEFT JOIN editions_publicrevocation p ON p.signoff_id = r.signoff_id
 ORDER BY r.id
"""
_INVENTED = """
SELECT p.signoff_id FROM editions_publicrevocation p
 WHERE NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = p.signoff_id)
 ORDER BY 1
"""
# Somebody else called it a danger; their wish came into sight after the revocation.
_GRAVER = """
SELECT p.seq, p.signoff_id FROM editions_publicrevocation p
 WHERE NOT p.is_danger
   AND EXISTS (SELECT 1 FROM editions_takenback t WHERE t.signoff_id = p.signoff_id AND t.is_danger)
 ORDER BY 1
"""


def revocation_notes() -> list[str]:
    """What is no fault, and worth a look: readers are told the gravest that anybody said."""
    with connection.cursor() as cursor:
        cursor.execute(_GRAVER)
        return [
            f"entry {seq}: readers are told that sign-off {signoff_id} was taken back because of a "
            "danger, and its revocation names none."
            for seq, signoff_id in cursor.fetchall()
        ]


def revocation_digest(row: SignOffRevocation) -> str:
    """What the chain holds of a revocation, as `editions_revocation_digest` computes it."""
    signoff = row.signoff
    lines = [
        "revocation 1", signoff.pk, signoff.content_id, signoff.lang, signoff.clinical_digest,
        signoff.signed_by_id, _moment(signoff.signed_at), row.revoked_by_id,
        _moment(row.revoked_at), row.cause, row.reason,
    ]  # fmt: skip
    return sha256("\n".join(map(str, lines)).encode()).hexdigest()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def revocation_findings() -> Iterator[Finding]:
    """Compare what the public is told of revocations with the rows themselves, both ways."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD)
        rows = cursor.fetchall()
        cursor.execute(_INVENTED)
        invented = [signoff_id for (signoff_id,) in cursor.fetchall()]
    for row in rows:
        yield from _problems(row[:8], row[8:])
    for signoff_id in invented:
        yield Finding(0, f"sign-off {signoff_id} is said to be taken back, and was not.")


def _problems(taken: tuple[Any, ...], told: tuple[Any, ...]) -> Iterator[Finding]:
    signoff_id, cause, *item, seq = taken
    named, told_seq, *told_item, is_danger, is_newest = told
    if seq is None and cause:
        yield Finding(0, f"the revocation of sign-off {signoff_id} is not in the log.")
    elif named is None:
        text = f"the public is not told that sign-off {signoff_id} was taken back."
        yield Finding(seq or 0, text)
    elif (told_seq, told_item, is_danger, is_newest) != (seq, item, cause in DANGERS, True):
        yield Finding(seq or 0, f"the public is told otherwise of sign-off {signoff_id}.")
