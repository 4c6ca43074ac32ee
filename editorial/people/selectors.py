"""What is known of a person's authority on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from content_models.clock import DatabaseNow, day_begins
from editorial.people.models import (
    AuthorityChange,
    Credential,
    InterestDeclaration,
    ReviewerProfile,
)

# A declaration covers the 24 months before it and holds for 12.
DECLARATION_HOLDS = timedelta(days=365)


@dataclass(frozen=True)
class Authority:
    """A person's papers as they are on one day; None where there is none."""

    profile: ReviewerProfile | None
    credential: Credential | None
    declaration: InterestDeclaration | None


def authority_on(*, user: Any, day: date) -> Authority:
    """The profile, a credential valid on `day` and the newest declaration that still holds."""
    profile = ReviewerProfile.objects.filter(user_id=user.pk).first()
    if profile is None:
        return Authority(profile=None, credential=None, declaration=None)
    credential = (
        profile.credentials.filter(
            valid_from__lte=day, valid_until__gte=day, revoked_at__isnull=True
        )
        .order_by("-valid_until")
        .first()
    )
    declaration = (
        profile.declarations.filter(declared_at__gte=day_begins(day - DECLARATION_HOLDS))
        .order_by("-declared_at", "-pk")
        .first()
    )
    return Authority(profile=profile, credential=credential, declaration=declaration)


def is_in_group(*, user: Any, name: str) -> bool:
    """Membership itself; a superuser who is not a member is not in the group."""
    return bool(user.is_active) and user.groups.filter(name=name).exists()


def authority_changes(*, within: timedelta, limit: int) -> list[AuthorityChange]:
    """What changed of who may vouch in this time, the newest first; signatures are none."""
    operations = AuthorityChange.Operation
    rows = AuthorityChange.objects.filter(changed_at__gte=DatabaseNow() - within)
    return list(
        rows.exclude(operation__in=[operations.FOUND, operations.SIGNED]).order_by("-pk")[:limit]
    )
