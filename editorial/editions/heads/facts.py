"""What a new head tells of the log, of what people have stopped, and of their decisions."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Max, Q, Value, When

from editorial.editions.heads.claims import LONGEST_NOTICE, SignedHead
from editorial.editions.heads.members import (
    RestorationFact,
    RevocationFact,
    StopFact,
    TakingFact,
    WithdrawalFact,
)
from editorial.editions.models import LogEntry
from editorial.editions.wishes.models import TakingBack, WithdrawalWish
from editorial.editions.wishes.selectors import untaken
from editorial.signoff.models import SignOff, SignOffRevocation

# A revocation or a wish gets its number before it is committed: one that was under way when the
# anchor was signed may have a lower number than the last that the anchor knew.
UNDER_WAY = timedelta(hours=1)


@dataclass(frozen=True)
class LogFacts:
    actions: dict[str, int]
    withdrawals: tuple[WithdrawalFact, ...]
    revocations: tuple[RevocationFact, ...]
    stops: tuple[StopFact, ...]
    takings: tuple[TakingFact, ...]
    restorations: tuple[RestorationFact, ...]
    last_revocation: int
    revocation_count: int
    last_wish: int
    last_taking: int
    wish_count: int

    @property
    def count(self) -> int:
        """How many things there are that must not be forgotten."""
        return sum(
            map(len, (self.withdrawals, self.revocations, self.stops, self.takings)),
        )


def facts_since(*, anchor: SignedHead | None, until: int) -> LogFacts:
    """Everything after an anchor, or from the beginning, up to an entry of the log."""
    after = anchor.seq if anchor else 0
    rows: Any = LogEntry.objects.filter(seq__gt=after, seq__lte=until)
    restored = rows.filter(restoration__isnull=False).order_by("seq")
    # Counted before they are read: what comes in between is told, and signed once more.
    taken, wished, taking = (
        model.objects.aggregate(last=Max("pk"), count=Count("pk"))
        for model in (SignOffRevocation, WithdrawalWish, TakingBack)
    )
    wishes, takings = list(_wishes(anchor)), list(_takings(anchor))
    return LogFacts(
        actions=actions_of(rows),
        withdrawals=tuple(_withdrawals(rows)),
        revocations=tuple(_revocation_fact(row) for row in _revocations(anchor)),
        stops=tuple(_stop_fact(row) for row in wishes if row.signoff_id is None),
        takings=_taking_facts([*(row for row in wishes if row.signoff_id is not None), *takings]),
        restorations=tuple(
            RestorationFact(seq=seq, statement=statement)
            for seq, statement in restored.values_list("seq", "restoration__statement")
        ),
        last_revocation=taken["last"] or 0,
        revocation_count=taken["count"],
        last_wish=wished["last"] or 0,
        last_taking=taking["last"] or 0,
        wish_count=wished["count"] + taking["count"],
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
    return rows.filter(Q(pk__gt=anchor.last_revocation) | Q(revoked_at__gt=_moment(anchor)))


def _wishes(anchor: SignedHead | None) -> Any:
    """Those that wait are told again and again, whenever they were committed."""
    rows = WithdrawalWish.objects.order_by("pk")
    if anchor is None:
        return rows
    since, waits = _moment(anchor), Q(outcome=None) | Q(outcome__done_at__gt=_moment(anchor))
    return rows.filter(Q(pk__gt=anchor.last_wish) | Q(wished_at__gt=since) | waits)


def _takings(anchor: SignedHead | None) -> Any:
    rows = TakingBack.objects.order_by("pk")
    if anchor is None:
        return rows
    since, waits = _moment(anchor), Q(pk__in=untaken().order_by().values("pk"))
    return rows.filter(Q(pk__gt=anchor.last_taking) | Q(wished_at__gt=since) | waits)


def _moment(anchor: SignedHead) -> datetime:
    return datetime.fromtimestamp(anchor.signed_at, tz=UTC) - UNDER_WAY


def _revocation_fact(row: SignOffRevocation) -> RevocationFact:
    return RevocationFact(
        **_signed(row.signoff),
        cause=row.cause,
        reason=row.reason[:LONGEST_NOTICE],
        at=stamp(row.revoked_at),
    )


def _stop_fact(row: WithdrawalWish) -> StopFact:
    return StopFact(
        wish_id=row.pk,
        content_id=row.content_id,
        lang=row.lang,
        reason=row.reason,
        notice=row.notice[:LONGEST_NOTICE],
        replacement=row.replacement,
        at=stamp(row.wished_at),
    )


def _taking_facts(rows: list[WithdrawalWish | TakingBack]) -> tuple[TakingFact, ...]:
    signoffs = SignOff.objects.in_bulk({row.signoff_id or 0 for row in rows})
    return tuple(
        TakingFact(
            **_signed(signoffs[row.signoff_id or 0]),
            wish_id=row.pk,
            hides_text=isinstance(row, WithdrawalWish),
            cause=row.cause,
            reason=row.words[:LONGEST_NOTICE],
            at=stamp(row.wished_at),
        )
        for row in rows
    )


def _signed(signoff: SignOff) -> dict[str, Any]:
    return {
        "signoff_id": signoff.pk,
        "content_id": signoff.content_id,
        "lang": signoff.lang,
        "clinical_digest": signoff.clinical_digest,
        "signed_by": signoff.signed_by_id,
        "signed_at": stamp(signoff.signed_at),
    }


def stamp(moment: datetime) -> str:
    """An hour as heads tell it: to the microsecond, in UTC."""
    return moment.astimezone(UTC).isoformat()
