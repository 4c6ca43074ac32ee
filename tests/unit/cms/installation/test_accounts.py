"""The demonstration's people and passwords do not come in where it is not one."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.demo.accounts import demo_accounts, people_write
from cms.installation.kinds import is_marked, known_passwords
from cms.users.models import User
from editorial.people import groups
from tests.factories import people

GOOD = "en-lang-setning-som-ingen-kjenner"


@pytest.fixture
def production(settings):
    settings.DEMONSTRATION = False


def log_in(client: Client, username: str, password: str) -> bool:
    """Through the door of the admin, as a person does."""
    client.post(reverse("wagtailadmin_login"), {"username": username, "password": password})
    return "_auth_user_id" in client.session


def with_password(username: str, password: str, **fields) -> User:
    account = people.user(username, groups.CHIEF, **fields)
    User.objects.filter(pk=account.pk).update(password=hashed(password))
    return account


def hashed(password: str) -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(password)


def test_every_password_of_the_demonstration_is_known():
    assert known_passwords() == {password for _role, _name, password in demo_accounts()}


@pytest.mark.parametrize("username", [name for _role, name, _password in demo_accounts()])
def test_no_account_of_the_demonstration_logs_in_on_production(db, production, settings, username):
    settings.DEMONSTRATION = True
    people_write()
    assert log_in(Client(), username, "demo-helsekilde")
    settings.DEMONSTRATION = False
    assert not log_in(Client(), username, "demo-helsekilde")
    User.objects.filter(username=username).update(password=hashed(GOOD))
    assert not log_in(Client(), username, GOOD)


def test_a_known_password_does_not_log_in_whatever_the_account_is_called(db, production):
    with_password("ola", "demo-helsekilde")
    with_password("kari", GOOD)
    assert not log_in(Client(), "ola", "demo-helsekilde")
    assert log_in(Client(), "kari", GOOD)


async def _acheck(account: User, password: str) -> bool:
    return await account.acheck_password(password)


def test_it_does_not_help_to_ask_otherwise(db, production):
    account = with_password("ola", "demo-helsekilde")
    account.refresh_from_db()
    assert authenticate(username="ola", password="demo-helsekilde") is None
    assert account.check_password("demo-helsekilde") is False
    assert async_to_sync(_acheck)(account, "demo-helsekilde") is False
    assert async_to_sync(_acheck)(account, "another") is False


def test_a_session_of_a_demo_account_ends(db, settings):
    settings.DEMONSTRATION = True
    people_write()
    client = Client()
    assert log_in(client, "sjef", "demo-helsekilde")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    settings.DEMONSTRATION = False
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


@pytest.mark.parametrize("password", sorted(known_passwords()))
def test_a_known_password_cannot_be_set_on_production(production, password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "Alle kjenner dette passordet" in " ".join(refused.value.messages)


def test_in_the_demonstration_it_is_a_password_like_others():
    validate_password("demo-helsekilde")


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("admin@demo.helsekilde.test", True), (" Admin@Demo.Helsekilde.TEST ", True),
        ("admin@demo.helsekilde.test.no", False), ("demo.helsekilde.test@helse.no", False),
        ("", False), ("@demo.helsekilde.test", True),
    ],
)  # fmt: skip
def test_the_mark_is_the_end_of_the_address(address, marked):
    assert is_marked(address) is marked
