"""Read the log for consumers: where it ends, what comes after a place in it, and who is where."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q

from editorial.editions.clock import DatabaseNow
from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.registry import Entry
from editorial.editions.models import Edition, LogEntry
from editorial.editions.revocations.models import PublicRevocation

BATCH = 200
LATE: Final = timedelta(minutes=2)  # behind for so long without a step
# A consumer follows what happens to items. An entry that accepts a restore moves nobody.
OF_ITEMS = LogEntry.objects.filter(restoration__isnull=True)
REVOKED = "revoked"
_TEXTS = ("edition__article", "edition__envelope", "edition__receipt")


def head() -> tuple[int, bytes]:
    """Number and chain hash of the newest entry about an item; `(0, b"")` where there is none."""
    row = OF_ITEMS.order_by("-seq").values_list("seq", "chain_hash").first()
    return (row[0], bytes(row[1])) if row else (0, b"")


def is_ours(cursor: ConsumerCursor) -> bool:
    """The chain at the cursor is the one that the consumer saw there."""
    if cursor.seq == 0:
        return True
    found = LogEntry.objects.filter(seq=cursor.seq).values_list("chain_hash", flat=True).first()
    return found is not None and bytes(found) == bytes(cursor.chain_hash)


def has_entries_after(seq: int) -> bool:
    return OF_ITEMS.filter(seq__gt=seq).exists()


def entries_after(
    *, seq: int, until: int | None = None, item: tuple[UUID, str] | None = None
) -> list[tuple[Entry, bytes]]:
    """The next entries, at most `BATCH`, with the chain's hash at each; of one item or of all."""
    rows = OF_ITEMS.filter(seq__gt=seq).order_by("seq")
    if until is not None:
        rows = rows.filter(seq__lte=until)
    if item is not None:
        of_edition = Q(edition__content_id=item[0], edition__lang=item[1])
        signed = {"content_id": item[0], "lang": item[1]}
        rows = rows.filter(
            of_edition | Q(**{f"revocation__signoff__{name}": v for name, v in signed.items()})
        )
    found = list(rows.select_related("edition").defer(*_TEXTS)[:BATCH])
    taken = PublicRevocation.objects.in_bulk(
        [row.seq for row in found if row.edition is None], field_name="seq"
    )
    under = Edition.objects.defer("article", "envelope", "receipt").in_bulk(
        [row.edition_id for row in taken.values()]
    )
    return [
        (
            _entry(row.seq, row.edition or under[taken[row.seq].edition_id], row.edition is None),
            bytes(row.chain_hash),
        )
        for row in found
    ]


def _entry(seq: int, edition: Edition, is_revocation: bool) -> Entry:
    action = REVOKED if is_revocation else edition.action
    return Entry(seq, edition.content_id, edition.lang, edition.number, action, edition.path)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a consumer is: new, running, paused (what it needs is away) or resync (a foreign log).

    `behind` counts entries; `parked` items wait for a person, `failed` ones for their next try.
    `resting` is how long ago it last moved, by the database's clock; None where it never did.
    """

    name: str
    seq: int
    behind: int
    state: str
    error: str
    failed: int
    parked: int
    resting: timedelta | None

    @property
    def is_late(self) -> bool:
        """It is behind and does not move: nobody runs it."""
        return self.behind > 0 and (self.resting is None or self.resting > LATE)


def standings() -> list[Standing]:
    """Every registered consumer, by name."""
    top, _ = head()
    resting = ExpressionWrapper(DatabaseNow() - F("updated_at"), output_field=DurationField())
    cursors = ConsumerCursor.objects.annotate(resting=resting).in_bulk(registry.names())
    counts = {
        row["consumer"]: (row["failed"], row["parked"])
        for row in ParkedItem.objects.values("consumer").annotate(
            failed=Count("pk", filter=Q(is_parked=False)),
            parked=Count("pk", filter=Q(is_parked=True)),
        )
    }
    return [
        _standing(name, cursors.get(name), top=top, counts=counts.get(name, (0, 0)))
        for name in registry.names()
    ]


def _standing(name: str, cursor: Any, *, top: int, counts: tuple[int, int]) -> Standing:
    if cursor is None:
        return Standing(name, 0, top, "new", "", *counts, None)
    is_paused = cursor.state == "running" and cursor.error
    return Standing(
        name, cursor.seq, max(top - cursor.seq, 0), "paused" if is_paused else cursor.state,
        cursor.error, *counts, cursor.resting,
    )  # fmt: skip
