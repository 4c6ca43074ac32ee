"""Whether the signed heads of the log are kept in every place that is meant for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from cms.health.registry import Check
from content_models.clock import database_now
from editorial.editions.continuity.selectors import Look, look
from editorial.editions.heads.selectors import ABSENT, Shelf, reason_of, soon
from editorial.editions.models import LogEntry
from editorial.editions.wishes.models import TakingBack, WithdrawalWish
from editorial.signoff.models import SignOffRevocation

# The clock signs within a minute of any entry, and of any stop that has none.
LATE: Final = timedelta(minutes=3)


def heads() -> Check:
    """Not ok where a place fails, lacks what was signed, or holds what nobody signed here.

    Places are told by their number in the settings, never by name.
    """
    seen = look()
    is_first = not any(shelf.names and shelf.names.places() for shelf in seen.shelves)
    refused = {
        number: reason
        for number, shelf in enumerate(seen.shelves, start=1)
        if (reason := _refused(shelf, is_first=is_first))
    }
    late = _late(seen)
    strange = [
        number
        for number, shelf in enumerate(seen.shelves, start=1)
        if shelf.names and shelf.names.strangers
    ]
    said = [
        f"Place {number} for signed heads cannot be used ({refused[number]})." for number in refused
    ]
    if late and len(late) == len(seen.shelves):
        said.append(
            "The newest signed head is older than the log or a stop: is the worker running?"
        )
    elif late:
        said.append(f"The newest signed head is missing in {_places(late)}.")
    if strange:
        said.append(f"There are files that are no signed heads in {_places(strange)}.")
    return Check(
        is_ok=not said,
        says=" ".join(said),
        figures={
            "places": len(seen.shelves), "unusable": sorted(refused), "late": late,
            "strange": strange,
        },
    )  # fmt: skip


def _places(numbers: Sequence[int]) -> str:
    return f"place {', '.join(map(str, numbers))}"


def _refused(shelf: Shelf, *, is_first: bool) -> str:
    """Why no file can be written there, in the system's words; "" where one can."""
    if shelf.problem and not (is_first and shelf.problem == ABSENT):
        return shelf.problem
    try:
        shelf.place.ask(shelf.place.probe, until=soon())
    except OSError as error:
        return reason_of(error)
    return ""


def _late(seen: Look) -> list[int]:
    """The numbers of places that have not got a head of all that there is, though it is time."""
    written = _newest_at()
    if written is None or database_now() - written < LATE:
        return []
    return [
        number for number, top in enumerate(seen.tops, start=1) if not seen.log.is_signed_by(top)
    ]


def _newest_at() -> datetime | None:
    """When something was last written that a head tells: an entry, a stop, a revocation."""
    entry = LogEntry.objects.order_by("-seq").values_list(
        "edition__recorded_at", "restoration__recorded_at", "revocation__revoked_at"
    )
    newest = [
        WithdrawalWish.objects.aggregate(at=Max("wished_at"))["at"],
        TakingBack.objects.aggregate(at=Max("wished_at"))["at"],
        SignOffRevocation.objects.aggregate(at=Max("revoked_at"))["at"],
        *(entry.first() or ()),
    ]
    return max((moment for moment in newest if moment is not None), default=None)
