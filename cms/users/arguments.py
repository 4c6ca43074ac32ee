"""What the commands that make people have in common: arguments, passwords, refusals."""

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from getpass import getpass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management import CommandError, CommandParser
from django.db import IntegrityError
from django.utils import translation

from cms.settings.languages import LANGUAGE_CODES
from cms.users.links import hours_good, password_link
from cms.users.models import User
from cms.users.services import Account
from content_models.clock import database_now, database_today
from content_models.said import first_line
from editorial.people.models import ReviewerProfile
from editorial.people.rules import CredentialFacts
from editorial.people.services import PapersRefusedError

PASSWORD_VARIABLE: Final = "HELSEKILDE_PASSWORD"  # noqa: S105 - the name, not the password
CREDENTIAL: Final = ("profession", "number", "valid_until", "verified_by")


def day(text: str) -> date:
    """A date as 2026-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date like 2026-12-31") from None


def account_arguments(parser: CommandParser) -> None:
    """Who it is, and where the password comes from."""
    parser.add_argument("username", help="the name to log in with")
    parser.add_argument("--name", required=True, help="first name and last name")
    parser.add_argument("--email", required=True, help="mail address")
    parser.add_argument(
        "--language", default="nb", choices=LANGUAGE_CODES, help="of the admin (default: nb)"
    )
    parser.add_argument(
        "--password-from",
        default="link",
        choices=["link", "prompt", "stdin", "env"],
        help="link: print an address at which the person sets it (default); prompt: ask; stdin:"
        f" the first line of the input; env: the variable {PASSWORD_VARIABLE}",
    )


def credential_arguments(parser: CommandParser, *, required: bool) -> None:
    """A registration, and who has looked it up."""
    group = parser.add_argument_group("credential")
    group.add_argument("--profession", required=required, help="as in the register")
    group.add_argument("--register", default="HPR", help="where it is registered (default: HPR)")
    group.add_argument("--number", required=required, help="number in the register")
    group.add_argument("--valid-from", type=day, help="first day (default: today)")
    group.add_argument("--valid-until", type=day, required=required, help="last day")
    group.add_argument(
        "--verified-by",
        required=required,
        help="user name of the administrator or editor-in-chief who has looked it up",
    )


def account_of(options: dict[str, Any]) -> Account:
    """The account that the arguments describe. Raises CommandError where it exists."""
    username = options["username"]
    if User.objects.filter(username__iexact=User.normalize_username(username)).exists():
        raise CommandError(f"There is an account {username} already. Nothing was changed.")
    return Account(
        username=username,
        name=options["name"],
        email=options["email"],
        language=options["language"],
        password=_password(options["password_from"]),
    )


def credential_of(options: dict[str, Any]) -> CredentialFacts:
    """The credential that the arguments describe; all of CREDENTIAL is there."""
    return CredentialFacts(
        register=options["register"],
        number=options["number"],
        profession=options["profession"],
        valid_from=options["valid_from"] or database_today(),
        valid_until=options["valid_until"],
        verified_by=account_named(options["verified_by"]),
        verified_at=database_now(),
    )


def account_named(username: str) -> User:
    """An account. Raises CommandError where there is none."""
    try:
        return User.objects.get_by_natural_key(username)
    except User.DoesNotExist:
        raise CommandError(f"There is no account {username}. Nothing was changed.") from None


def reviewer_named(username: str) -> ReviewerProfile:
    """A clinician's profile. Raises CommandError where there is none."""
    profile = ReviewerProfile.objects.filter(user=account_named(username)).first()
    if profile is None:
        raise CommandError(f"{username} is no clinician with a profile. Nothing was changed.")
    return profile


def link_lines(user: User) -> list[str]:
    """What to hand over to a person who has no password yet."""
    return [f"Good once, for {hours_good()} hours, to set the password:", password_link(user)]


@contextmanager
def one_line() -> Iterator[None]:
    """Turn every refusal into one line with all its reasons."""
    with translation.override("en"):
        try:
            yield
        except PapersRefusedError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Nothing was changed.") from error
        except UnicodeEncodeError as error:
            # What is no UTF-8 comes from the shell as halves of characters.
            raise CommandError("Some of it is no text in UTF-8. Nothing was changed.") from error
        except IntegrityError as error:
            raise CommandError(
                f"Refused by the database: {first_line(error)}. Nothing was changed."
            ) from error


def _password(source: str) -> str | None:
    if source == "link":
        return None
    if source == "prompt":
        password = _prompted()
    elif source == "stdin":
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = os.environ.get(PASSWORD_VARIABLE, "")
    if not password:
        raise CommandError(f"There is no password ({source}). Nothing was changed.")
    return password


def _prompted() -> str:
    if not sys.stdin.isatty():
        raise CommandError(
            "There is nobody to ask for a password here: --password-from link, stdin or env. "
            "Nothing was changed."
        )
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise CommandError("The two passwords are not the same. Nothing was changed.")
    return password
