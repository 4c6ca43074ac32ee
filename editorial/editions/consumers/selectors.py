"""Read the log for consumers: where it ends, and what comes after a place in it."""

from uuid import UUID

from editorial.editions.consumers.models import ConsumerCursor
from editorial.editions.consumers.registry import Entry
from editorial.editions.models import LogEntry

BATCH = 200


def head() -> tuple[int, bytes]:
    """Sequence number and chain hash of the newest entry; `(0, b"")` in an empty log."""
    row = LogEntry.objects.order_by("-seq").values_list("seq", "chain_hash").first()
    return (row[0], bytes(row[1])) if row else (0, b"")


def is_ours(cursor: ConsumerCursor) -> bool:
    """The chain at the cursor is the one that the consumer saw there."""
    if cursor.seq == 0:
        return True
    found = LogEntry.objects.filter(seq=cursor.seq).values_list("chain_hash", flat=True).first()
    return found is not None and bytes(found) == bytes(cursor.chain_hash)


def has_entries_after(seq: int) -> bool:
    return LogEntry.objects.filter(seq__gt=seq).exists()


def entries_after(
    *, seq: int, until: int | None = None, item: tuple[UUID, str] | None = None
) -> list[tuple[Entry, bytes]]:
    """The next entries, at most `BATCH`, with the chain's hash at each; of one item or of all."""
    rows = LogEntry.objects.filter(seq__gt=seq).order_by("seq")
    if until is not None:
        rows = rows.filter(seq__lte=until)
    if item is not None:
        rows = rows.filter(edition__content_id=item[0], edition__lang=item[1])
    values = rows.values_list(
        "seq", "edition__content_id", "edition__lang", "edition__number", "edition__action",
        "edition__path", "chain_hash",
    )[:BATCH]  # fmt: skip
    return [(Entry(*row[:6]), bytes(row[6])) for row in values]
