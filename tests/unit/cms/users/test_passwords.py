"""Whoever sets a password, and however: a weak one is refused, and nothing has changed."""

import io
import os

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from cms.users.models import User
from tests.factories import people

GOOD = "fjell-og-fjord-2031"
WEAK = ["kort", "password1234", "123456789012345", "kari-nordmann"]
SHORT = "This password is too short. It must contain at least 12 characters."


@pytest.fixture
def superuser(monkeypatch):
    def make(password: str | None, **options) -> None:
        if password is None:
            monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
        else:
            monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
        call_command(
            "createsuperuser", interactive=False, username="kari-nordmann",
            email="kari@house.example", verbosity=0, **options,
        )  # fmt: skip

    return make


@pytest.mark.parametrize("password", WEAK)
def test_createsuperuser_without_questions_checks_the_password(db, superuser, password):
    with pytest.raises(CommandError) as refused:
        superuser(password)
    assert "\n" not in str(refused.value)
    assert not User.objects.exists()


def test_it_says_all_reasons_in_one_line(db, superuser):
    with pytest.raises(CommandError) as refused:
        superuser("1234")
    assert str(refused.value) == (
        f"{SHORT}; This password is too common.; This password is entirely numeric."
    )


def test_it_takes_a_good_one_and_none_at_all(db, superuser):
    superuser(GOOD)
    user = User.objects.get()
    assert (user.is_superuser, user.check_password(GOOD)) == (True, True)
    user.delete()
    superuser(None)
    assert User.objects.get().has_usable_password() is False


def test_it_refuses_a_name_that_is_taken_in_other_capitals(db, superuser):
    people.user("Kari-Nordmann")
    with pytest.raises(CommandError, match="That username is already taken"):
        superuser(GOOD)


def test_asked_to_go_on_with_a_weak_one_it_does_not(db, monkeypatch):
    """Django asks whether to do without the check; the account refuses all the same."""
    module = "django.contrib.auth.management.commands.createsuperuser"
    monkeypatch.setattr(f"{module}.getpass.getpass", lambda *_: "kort")
    monkeypatch.setattr("builtins.input", lambda *_: "y")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(CommandError, match="too short"):
        call_command(
            "createsuperuser", username="ole", email="ole@house.example", stdin=Terminal(),
            stderr=io.StringIO(),
        )  # fmt: skip
    assert not User.objects.exists()


def test_changepassword_gives_up_on_a_weak_one(db, monkeypatch):
    user = people.user("ole")
    monkeypatch.setattr(
        "django.contrib.auth.management.commands.changepassword.getpass.getpass",
        lambda *_args, **_options: "kort",
    )
    with pytest.raises(CommandError, match="Aborting password change"):
        call_command("changepassword", "ole", stdout=io.StringIO(), stderr=io.StringIO())
    user.refresh_from_db()
    assert user.check_password("ole")


@pytest.mark.parametrize("password", WEAK)
def test_code_that_sets_one_and_saves_is_refused(db, password):
    user = people.user("kari-nordmann")
    before = user.password
    user.set_password(password)
    for fields in (None, ["password"]):
        with pytest.raises(ValidationError):
            user.save(update_fields=fields)
    user.refresh_from_db()
    assert user.password == before
    for create in (User.objects.create_user, User.objects.create_superuser):
        with pytest.raises(ValidationError):
            create("another", "kari-nordmann@house.example", password)
    assert User.objects.count() == 1


def test_an_old_weak_password_still_logs_in_and_its_hash_is_renewed(db, settings):
    """Rules that came later lock nobody out."""
    people.user("ole")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert Client().login(username="ole", password="ole")
    user = User.objects.get()
    assert user.password.startswith("pbkdf2_sha256$")
    assert user.check_password("ole")


@pytest.mark.parametrize("password", WEAK)
def test_wagtails_form_for_accounts_refuses_it(db, password):
    people.user("root", is_superuser=True)
    client = Client()
    client.login(username="root", password="root")
    values = {
        "username": "kari-nordmann", "email": "kari@house.example", "first_name": "Kari",
        "last_name": "Nordmann", "password1": password, "password2": password,
    }  # fmt: skip
    refused = client.post("/admin/users/new/", values)
    assert refused.status_code == 200
    assert User.objects.count() == 1
    values |= {"password1": GOOD, "password2": GOOD}
    assert client.post("/admin/users/new/", values).status_code == 302
    again = client.post("/admin/users/new/", {**values, "username": "KARI-Nordmann"})
    assert again.status_code == 200
    assert User.objects.count() == 2


def test_no_password_is_on_a_command_line():
    """Others on the machine could read it."""
    for name in ("person_add", "administrator_add"):
        from django.core.management import load_command_class

        parser = load_command_class("cms.users", name).create_parser("manage.py", name)
        flags = {flag for action in parser._actions for flag in action.option_strings}
        assert {flag for flag in flags if "password" in flag} == {"--password-from"}
    assert "HELSEKILDE_PASSWORD" not in os.environ
