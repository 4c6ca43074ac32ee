"""People of each role, with papers."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from cms.users.models import User
from editorial.people import groups
from editorial.people.models import Credential, InterestDeclaration, ReviewerProfile

ALL_LANGUAGES = ["nb", "nn", "se", "en"]


def user(username: str, *group_names: str, **fields: Any) -> User:
    """An account in some groups; the password is the user name, which no form would take."""
    account = User(username=username, email=f"{username}@house.test", **fields)
    account.password = make_password(username)
    account.save()
    account.groups.set(Group.objects.filter(name__in=group_names))
    return account


def verifier() -> User:
    """Somebody who may look credentials up, and signs nothing."""
    found = User.objects.filter(username="verifier").first()
    return found or user("verifier", groups.TECHNICAL)


def clinician(
    username: str,
    *,
    languages: list[str] | None = None,
    valid_until: date = date(2099, 12, 31),
    declared: bool = True,
    has_conflict: bool = False,
    group: str = groups.CLINICIANS,
    **fields: Any,
) -> User:
    """A member of the clinical group with profile, credential and declaration."""
    account = user(username, group, **fields)
    profile = ReviewerProfile.objects.create(
        user=account,
        display_name=f"Dr. {username.title()}",
        profession="lege",
        organisation="Prøvesykehuset",
        languages=languages or ALL_LANGUAGES,
    )
    Credential.objects.create(
        profile=profile,
        number=f"99{account.pk:07d}",
        profession="lege",
        verified_by=verifier(),
        verified_at=timezone.now(),
        valid_from=date(2020, 1, 1),
        valid_until=valid_until,
    )
    if declared:
        InterestDeclaration.objects.create(
            profile=profile,
            statement="Ingen interesser.",
            has_conflict=has_conflict,
            declared_at=timezone.now(),
        )
    return account
