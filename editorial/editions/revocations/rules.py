"""How an edition stands today, from what was said of it since. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """The word of the header `Edition-Status` and of an edition's status.

    `revoked` comes first: whoever holds a receipt must hear that a name in it was taken back,
    whatever else became of the text.
    """

    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    REPLACED = "replaced"
    CURRENT = "current"


@dataclass(frozen=True)
class Revocation:
    """A sign-off that was taken back. Moments are RFC 3339, in UTC.

    `is_under_newest` says of one of an item that the newest edition of the item names it.
    """

    name: str
    signed_at: str
    revoked_at: str
    is_danger: bool
    is_under_newest: bool = False


def standing(
    *,
    revocations: Sequence[Revocation],
    is_withdrawn: bool,
    is_expired: bool,
    is_newest: bool,
) -> Standing:
    """How an edition stands; `is_withdrawn` is true of a withdrawal itself too."""
    if revocations:
        return Standing.REVOKED
    if is_withdrawn:
        return Standing.WITHDRAWN
    if is_expired:
        return Standing.ENDED
    return Standing.CURRENT if is_newest else Standing.REPLACED


def is_dangerous(revocations: Sequence[Revocation]) -> bool:
    """Whether the text under these is not shown any more."""
    return any(row.is_danger for row in revocations)
