"""An address of a database that cannot be meant is refused by name, and nothing of it is shown."""

import string
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from cms.settings.addresses import address_faults
from cms.settings.database import databases, parse
from cms.settings.env import Env

GOOD = "postgresql://app:secret@db.example:5432/house"


@pytest.mark.parametrize(
    "url",
    [
        GOOD,
        "postgres://app@/house?host=%2Fvar%2Frun%2Fpostgresql",
        "postgresql:///house?host=/var/run/postgresql",
        "postgresql://app:secret@[::1]:5432/house?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        f"{GOOD}?connect_timeout=20&tcp_user_timeout=60000",
    ],
)
def test_an_address_that_can_be_meant_has_no_fault(url):
    assert address_faults(url) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:se/cret@db.example:5432/house",
        "postgresql://app:se?cret@db.example:5432/house",
        "postgresql://app:se#cret@db.example:5432/house",
        "postgresql://app:se@cret@db.example:5432/house",
        "postgresql://app:se[cret@db.example:5432/house",
        "postgresql://app:secret@db.example:port/house",
        "postgresql://app:secret@db.example:99999/house",
    ],
)
def test_an_address_that_falls_apart_names_the_escapes_and_no_piece_of_the_password(url):
    (fault,) = address_faults(url)
    assert "write %2F %3F %23 %40 %3A or %25 for it" in fault
    assert "cret" not in fault


@given(st.text(string.printable.strip(), min_size=1, max_size=20))
def test_any_password_can_be_written_with_escapes(password):
    url = f"postgresql://app:{quote(password, safe='')}@db.example:5432/house"
    assert address_faults(url) == []
    assert parse(url, conn_max_age=0)["PASSWORD"] == password


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_the_look(text):
    assert all(isinstance(each, str) for each in address_faults(text))
    assert all(isinstance(each, str) for each in address_faults(f"postgresql://{text}"))


def test_every_fault_of_every_address_is_said_in_one_line():
    with pytest.raises(ImproperlyConfigured) as refused:
        databases(
            Env(
                database_url=f"{GOOD}?nonsense=1&prepare_threshold=3",
                database_public_url="postgresql://a:b@db.example?prepare_threshold=often",
                database_owner_url="mysql://a:b@db.example/house",
            )
        )
    assert str(refused.value) == (
        "DATABASE_URL has the parameter nonsense, which PostgreSQL's client does not know; "
        "DATABASE_URL has the parameter prepare_threshold, which only DATABASE_PUBLIC_URL may have;"
        " DATABASE_PUBLIC_URL names no database: postgresql://role:password@host:port/database; "
        "DATABASE_PUBLIC_URL has a prepare_threshold that is neither a number nor off; "
        "DATABASE_OWNER_URL must start with postgresql://."
    )


def test_a_public_address_that_lacks_is_named():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_PUBLIC_URL is not set"):
        databases(Env(database_url=GOOD, database_public_url=""))
