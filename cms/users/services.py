"""Make the accounts of people, whole or not at all."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.users.models import UserProfile

from cms.users.models import User
from content_models.blank import is_blank
from editorial.people.groups import CLINICIANS, TECHNICAL
from editorial.people.rules import Papers
from editorial.people.services import (
    PapersRefusedError,
    groups_named,
    reviewer_add,
    reviewer_faults,
)


@dataclass(frozen=True)
class Account:
    """What every account has. `password` is None where the person sets it by a link."""

    username: str
    name: str
    email: str
    language: str
    password: str | None


@transaction.atomic
def person_add(account: Account, *, groups: list[str], papers: Papers | None) -> User:
    """An account in these groups, with papers where one of them is the clinicians'.

    Raises PapersRefusedError with every reason; then nothing is written.
    """
    if (CLINICIANS in groups) != (papers is not None):
        raise PapersRefusedError(["Clinicians have papers, and nobody else has."])
    rows = groups_named(groups)
    user = _user_of(account)
    faults = account_faults(user, password=account.password)
    if papers is not None:
        faults += reviewer_faults(user=user, papers=papers)
    if faults:
        raise PapersRefusedError(faults)
    _account_write(user, account)
    user.groups.set(rows)
    if papers is not None:
        reviewer_add(user=user, display_name=account.name, papers=papers)
    return user


@transaction.atomic
def administrator_add(account: Account) -> User:
    """An account that may do everything but vouch for a text. Raises as `person_add`."""
    rows = groups_named([TECHNICAL])
    user = _user_of(account, is_superuser=True)
    if faults := account_faults(user, password=account.password):
        raise PapersRefusedError(faults)
    _account_write(user, account)
    user.groups.set(rows)
    return user


def links_void(user: User) -> None:
    """Links that were given to somebody who has set no password yet are not good any more."""
    if not user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])


def account_faults(user: User, *, password: str | None) -> list[str]:
    """Why there can be no such account, as sentences; empty: there can."""
    found: dict[str, list[str]] = {}
    try:
        user.full_clean()
    except ValidationError as error:
        found = error.message_dict
    if is_blank(user.get_full_name()):
        found.setdefault("name", []).append("A person has a name.")
    if not user.email:
        found.setdefault("email", []).append("A person has a mail address.")
    elif User.objects.filter(email__iexact=user.email).exists():
        found.setdefault("email", []).append("Another account has this mail address.")
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            found["password"] = error.messages
    return [f"{field}: {' '.join(messages)}" for field, messages in found.items()]


def _user_of(account: Account, **fields: Any) -> User:
    first, _blank, last = account.name.strip().rpartition(" ")
    user = User(
        username=User.normalize_username(account.username),
        first_name=first or last,
        last_name=last if first else "",
        email=User.objects.normalize_email(account.email),
        **fields,
    )
    if account.password is None:
        user.set_unusable_password()
    else:
        user.set_password(account.password)
    return user


def _account_write(user: User, account: Account) -> None:
    user.save()
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = account.language
    profile.save()
