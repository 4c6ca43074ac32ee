"""What people said who took a sign-off back, where its revocation has another one's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from editorial.editions.wishes.models import TakingBack, WithdrawalWish
from editorial.editions.wishes.selectors import undone, untaken
from editorial.signoff.models import RevocationCause, SignOffRevocation


@dataclass(frozen=True, slots=True)
class SaidBeside:
    """Who asked that a sign-off be taken back, when, and in which words."""

    actor_id: int | None
    cause: str
    words: str
    wished_at: datetime

    @property
    def cause_label(self) -> str:
        return str(dict(RevocationCause.choices).get(self.cause, self.cause))


def said_beside(signoff_ids: Iterable[int]) -> dict[int, list[SaidBeside]]:
    """By sign-off what people said who took it back, but for what its revocation says."""
    keys = list(signoff_ids)
    revocations = SignOffRevocation.objects.filter(signoff_id__in=keys)
    told: set[tuple[Any, ...]] = set(
        revocations.values_list("signoff_id", "revoked_by_id", "cause", "reason")
    )
    rows: list[WithdrawalWish | TakingBack] = [
        *WithdrawalWish.objects.filter(signoff_id__in=keys),
        *TakingBack.objects.filter(signoff_id__in=keys),
    ]
    found: dict[int, list[SaidBeside]] = {}
    for row in sorted(rows, key=lambda row: (row.wished_at, row.pk)):
        key, words = row.signoff_id or 0, row.words.strip()
        # The worker writes a second wish in the words of the first.
        if (key, row.actor_id, row.cause, words) not in told:
            told.add((key, row.actor_id, row.cause, words))
            said = SaidBeside(row.actor_id, row.cause, words, row.wished_at)
            found.setdefault(key, []).append(said)
    return found


def said_in_name_of(actor_id: int) -> list[tuple[int, SaidBeside]]:
    """What one person asked to be taken back and is not yet: each sign-off and what they said.

    The newest first.
    """
    wishes: list[Any] = [
        *untaken().filter(actor_id=actor_id),
        *undone().filter(actor_id=actor_id, signoff_id__isnull=False),
    ]
    taken = SignOffRevocation.objects.filter(signoff_id__in={row.signoff_id for row in wishes})
    done = set(taken.values_list("signoff_id", flat=True))
    found: dict[tuple[int, str, str], SaidBeside] = {}
    for row in sorted(wishes, key=lambda row: row.wished_at):
        if row.signoff_id not in done:
            # The worker writes a second wish in the words of the first.
            key = (row.signoff_id, row.cause, row.words.strip())
            found.setdefault(key, SaidBeside(actor_id, row.cause, key[2], row.wished_at))
    return [(key[0], said) for key, said in reversed(found.items())]
