"""Accounts of the demonstration: made under demo settings, refused under all others."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured

from cms.installation.kinds import MARK, REGISTER
from cms.users.models import User
from editorial.editions.clock import database_now, database_today
from editorial.people.models import Credential, InterestDeclaration, ReviewerProfile

FILE = Path(__file__).parent / "people.yml"


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return data


def demo_accounts() -> list[tuple[str, str, str]]:
    """Role, user name and password of each account, for the demo to print."""
    data = _data()
    return [(row["role"], row["username"], data["password"]) for row in data["people"]]


def require_demonstration() -> None:
    """Raises ImproperlyConfigured anywhere but under demo and test settings."""
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured(
            "Demonstration accounts and texts exist under demo settings only."
        )


def people_write() -> dict[str, User]:
    """Make the accounts that are missing, and then their papers. Returns all by user name."""
    require_demonstration()
    found = {}
    for row in _data()["people"]:
        user = User.objects.filter(username=row["username"]).first()
        found[row["username"]] = user or _person(row)
    # Nobody verifies their own: the administrator has looked all of them up.
    (verifier,) = [found[row["username"]] for row in _data()["people"] if row.get("superuser")]
    for row in _data()["people"]:
        user = found[row["username"]]
        if "profession" in row and not ReviewerProfile.objects.filter(user=user).exists():
            _papers(user, row, verifier=verifier)
    return found


def _person(row: dict[str, Any]) -> User:
    first, last = row["name"].split(" ", 1)
    user = User(
        username=row["username"],
        first_name=first,
        last_name=last,
        email=f"{row['username']}{MARK}",
        is_superuser=row.get("superuser", False),
    )
    # Known to everybody and like the address: none that a person may set (cms/users/models.py).
    user.password = make_password(_data()["password"])
    user.save()
    user.groups.set(Group.objects.filter(name__in=row["groups"]))
    return user


def _papers(user: User, row: dict[str, Any], *, verifier: User) -> None:
    profile = ReviewerProfile.objects.create(
        user=user,
        display_name=row["name"],
        profession=row["profession"],
        specialty=row["specialty"],
        organisation=row["organisation"],
        languages=row["languages"],
    )
    today = database_today()
    Credential.objects.create(
        profile=profile,
        register=REGISTER,
        number=f"demo-{user.pk}",
        profession=row["profession"],
        verified_by=verifier,
        verified_at=database_now(),
        valid_from=date(today.year - 5, 1, 1),
        valid_until=date(today.year + 20, 12, 31),
    )
    InterestDeclaration.objects.create(
        profile=profile,
        statement="Demonstrasjon: ingen interesser å erklære.",
        declared_at=database_now(),
    )
