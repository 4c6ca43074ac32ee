"""What a new head tells of the log: counts, withdrawals, revocations, and persons' decisions."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Max, Q, Value, When

from editorial.editions.heads.claims import (
    LONGEST_NOTICE,
    RestorationFact,
    RevocationFact,
    SignedHead,
    WithdrawalFact,
)
from editorial.editions.models import LogEntry
from editorial.signoff.models import SignOffRevocation

# A revocation gets its number before it is committed: one that was under way when the anchor was
# signed may have a lower number than the last that the anchor knew.
UNDER_WAY = timedelta(hours=1)


@dataclass(frozen=True)
class LogFacts:
    actions: dict[str, int]
    withdrawals: tuple[WithdrawalFact, ...]
    revocations: tuple[RevocationFact, ...]
    restorations: tuple[RestorationFact, ...]
    last_revocation: int
    revocation_count: int


def facts_since(*, anchor: SignedHead | None, until: int) -> LogFacts:
    """Everything after an anchor, or from the beginning, up to an entry of the log."""
    after = anchor.seq if anchor else 0
    rows: Any = LogEntry.objects.filter(seq__gt=after, seq__lte=until)
    restored = rows.filter(restoration__isnull=False).order_by("seq")
    revocations = _revocations(anchor)
    taken = SignOffRevocation.objects.aggregate(last=Max("pk"), count=Count("pk"))
    return LogFacts(
        actions=actions_of(rows),
        withdrawals=tuple(_withdrawals(rows)),
        revocations=tuple(_revocation_fact(row) for row in revocations),
        restorations=tuple(
            RestorationFact(seq=seq, statement=statement)
            for seq, statement in restored.values_list("seq", "restoration__statement")
        ),
        last_revocation=taken["last"] or 0,
        revocation_count=taken["count"],
    )


def actions_of(rows: Any) -> dict[str, int]:
    """How many entries of each kind these are: actions of editions, "revoked", "restored"."""
    kind = Case(
        When(revocation__isnull=False, then=Value("revoked")),
        When(restoration__isnull=False, then=Value("restored")),
        default=F("edition__action"),
    )
    counted = rows.annotate(kind=kind).order_by().values_list("kind").annotate(count=Count("pk"))
    return dict(counted)


def _withdrawals(rows: Any) -> list[WithdrawalFact]:
    found = (
        rows.filter(edition__action="withdrawn")
        .order_by("seq")
        .values_list(
            "seq", "edition__content_id", "edition__lang", "edition__number",
            "edition__edition_digest", "edition__envelope",
        )
    )  # fmt: skip
    facts = []
    for seq, content_id, lang, number, digest, envelope in found.iterator(chunk_size=500):
        said = json.loads(bytes(envelope))["edition"]["withdrawal"] or {}
        facts.append(
            WithdrawalFact(
                seq=seq, content_id=content_id, lang=lang, number=number, edition_digest=digest,
                reason=str(said.get("reason", "")),
                notice=str(said.get("notice", ""))[:LONGEST_NOTICE],
                replacement=said.get("replacement"),
                at=str(said.get("withdrawnAt", "")),
            )
        )  # fmt: skip
    return facts


def _revocations(anchor: SignedHead | None) -> Any:
    rows = SignOffRevocation.objects.select_related("signoff").order_by("pk")
    if anchor is None:
        return rows
    moment = datetime.fromtimestamp(anchor.signed_at, tz=UTC) - UNDER_WAY
    return rows.filter(Q(pk__gt=anchor.last_revocation) | Q(revoked_at__gt=moment))


def _revocation_fact(row: SignOffRevocation) -> RevocationFact:
    signoff = row.signoff
    return RevocationFact(
        signoff_id=signoff.pk,
        content_id=signoff.content_id,
        lang=signoff.lang,
        clinical_digest=signoff.clinical_digest,
        signed_by=signoff.signed_by_id,
        signed_at=signoff.signed_at.astimezone(UTC).isoformat(),
        cause=row.cause,
        reason=row.reason[:LONGEST_NOTICE],
        at=row.revoked_at.astimezone(UTC).isoformat(),
    )
