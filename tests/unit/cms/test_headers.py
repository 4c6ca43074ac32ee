"""What a browser is told about the pages of the admin and of the API."""

import pytest

from tests.factories import people

ADMIN = (
    "default-src 'none'; base-uri 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "manifest-src 'self'; media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), interest-cohort=()"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/admin/login/", 200), ("/admin/", 200), ("/admin/pages/", 200), ("/admin/session/", 200),
     ("/admin/api/main/pages/", 200), ("/admin/jsi18n/", 200), ("/admin/password/a/b/", 200)],
)  # fmt: skip
def test_every_page_of_the_admin_carries_its_policy(client, db, address, status):
    people.user("root", is_superuser=True)
    if address != "/admin/login/":
        client.login(username="root", password="root")
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == ADMIN
    assert response["Permissions-Policy"] == PERMISSIONS
    assert response["Referrer-Policy"] == "same-origin"


def test_pages_that_are_not_there_and_faults_carry_one_too(client, db):
    people.user("root", is_superuser=True)
    client.login(username="root", password="root")
    client.raise_request_exception = False
    for address, status in (("/admin/nothing/", 404), ("/admin/failwhale/", 500)):
        response = client.get(address)
        assert response.status_code == status
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe-eval" not in response["Content-Security-Policy"]


def test_no_page_of_the_admin_has_a_script_of_its_own(client, db):
    people.user("root", is_superuser=True)
    client.login(username="root", password="root")
    for address in ("/admin/", "/admin/account/", "/admin/users/new/", "/admin/workflows/add/"):
        text = client.get(address).text
        assert "<script>" not in text, address


def test_the_page_of_the_api_asks_nobody_else(client, db):
    response = client.get("/api/v1/docs")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert policy.endswith("form-action 'none'; frame-ancestors 'none'")
    assert response["Permissions-Policy"] == PERMISSIONS
    assert '"validatorUrl": null' in response.text
    assert "<script>" not in response.text
