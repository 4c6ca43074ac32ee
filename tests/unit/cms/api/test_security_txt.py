"""Where to report a weakness: RFC 9116, always with a date that is still to come."""

from datetime import UTC, datetime

import pytest
from django.core.checks import run_checks

from tests.timing import database_at

ADDRESS = "/.well-known/security.txt"


@pytest.fixture
def contact(settings):
    settings.SECURITY_CONTACT = ("mailto:sikkerhet@house.example", "https://house.example/meld")
    settings.PUBLIC_BASE_URL = "https://house.example"


def test_the_file_names_whom_to_tell(db, client, contact):
    with database_at(datetime(2026, 5, 17, 13, 30, tzinfo=UTC)):
        response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response.text == (
        "Contact: mailto:sikkerhet@house.example\n"
        "Contact: https://house.example/meld\n"
        "Expires: 2026-11-13T00:00:00Z\n"
        "Preferred-Languages: nb, nn, se, en\n"
        "Canonical: https://house.example/.well-known/security.txt\n"
    )


def test_a_copy_can_be_asked_for_again(db, client, contact):
    first = client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"if-none-match": first["ETag"]}).status_code == 304
    head = client.head(ADDRESS)
    assert (head.status_code, head.content) == (200, b"")
    assert client.post(ADDRESS).status_code == 405


def test_an_address_without_encryption_is_not_called_canonical(db, client, contact, settings):
    settings.PUBLIC_BASE_URL = "http://localhost:8000"
    assert "Canonical" not in client.get(ADDRESS).text


def test_without_a_contact_there_is_no_file_and_the_check_says_so(db, client, settings):
    settings.SECURITY_CONTACT = ()
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert "users.W001" in [each.id for each in run_checks(include_deployment_checks=True)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"SECURITY_CONTACT": ("mailto:a@b.example",)}, []),
        ({"SECURITY_CONTACT": ()}, ["users.W001"]),
        ({"SECURE_PROXY_SSL_HEADER": ("HTTP_X", "https"), "TRUSTED_PROXIES": ()},
         ["users.W001", "users.W002"]),
        ({"SECURE_PROXY_SSL_HEADER": ("HTTP_X", "https"), "TRUSTED_PROXIES": ("unix",)},
         ["users.W001"]),
        ({"EMAIL_HOST": "mail.example", "DEFAULT_FROM_EMAIL": "helsekilde@localhost"},
         ["users.W001", "users.W003"]),
        ({"EMAIL_HOST": "mail.example", "DEFAULT_FROM_EMAIL": "post@house.example"},
         ["users.W001"]),
    ],
)  # fmt: skip
def test_what_is_missing_in_production_is_said(settings, values, said):
    for name, value in values.items():
        setattr(settings, name, value)
    found = run_checks(include_deployment_checks=True)
    assert [each.id for each in found if (each.id or "").startswith("users.W0")] == said
