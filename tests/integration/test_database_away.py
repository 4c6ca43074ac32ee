"""Without a database everybody is told to come again, in one shape each, and nothing breaks."""

import json
import re
import socket

import psycopg
import pytest
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    close_old_connections,
    connections,
)
from django.test import Client

from cms.database.outages import is_outage
from cms.database.patience import patience
from tests.contract.rows import owner

DIGEST = "0" * 64
ITEM = "5f0c8a36-0000-4000-8000-000000000001"
MACHINES = (
    "/api/v1/content?lang=nb", f"/api/v1/content/{ITEM}?lang=nb", "/api/v1/content/nb/a/b",
    f"/api/v1/editions/{DIGEST}", f"/api/v1/editions/{DIGEST}/receipt", "/api/v1/changes?since=0",
    f"/media/{DIGEST}", "/api/v1/health",
)  # fmt: skip
PEOPLE = {
    "nb": "Vi kan ikke svare akkurat nå",
    "nn": "Vi kan ikkje svare akkurat no",
    "se": "Mii eat sáhte vástidit aiddo dál",
    "en": "We cannot answer just now",
}
SITE = ("/{}/", "/{}/sykdom/astma", "/sitemap-{}.xml")


@pytest.fixture
def asked():
    """A client to which nothing that breaks in a view is raised, as to a reader."""
    return Client(raise_request_exception=False)


@pytest.fixture
def away(db, monkeypatch):
    """Every alias leads to a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for alias in ("default", "public"):
        connections[alias].close()
        monkeypatch.setitem(connections[alias].settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connections[alias].settings_dict, "PORT", str(port))


def shape(response):
    return response.status_code, response["Retry-After"], response["Cache-Control"]


@pytest.mark.parametrize("lang", PEOPLE)
def test_a_reader_is_told_in_the_language_of_the_page_with_the_numbers_that_help(asked, away, lang):
    for address in SITE:
        response = asked.get(address.format(lang))
        if "sitemap" not in address:
            assert response["Content-Language"] == lang
            assert f"<h1>{PEOPLE[lang]}</h1>" in response.text
        assert shape(response) == (503, "5", "no-store")
        main = response.text.split('<main id="main"')[1].split("</main>")[0]
        assert re.findall(r'href="tel:(\d+)"', main) == ["113", "116117", "116123"]
        assert "Traceback" not in response.text


@pytest.mark.parametrize("address", MACHINES)
def test_a_program_gets_a_problem(asked, away, address):
    response = asked.get(address)
    assert shape(response) == (503, "5", "no-store")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["type"] == "urn:helsekilde:problem:unavailable"


@pytest.mark.parametrize(
    "address", ["/api/v1/search?q=brystsmerter&lang=nb", "/nb/search?q=hjerte"]
)
def test_a_search_says_what_it_can(asked, away, address):
    response = asked.get(address)
    assert response.status_code == 200
    assert "113" in response.text


def test_the_keys_are_there(asked, away):
    assert asked.get("/.well-known/jwks.json").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_editor_gets_a_plain_page(house, asked, monkeypatch, method):
    asked.force_login(house["duty"])
    assert asked.get("/admin/pages/").status_code == 200
    for alias in ("default", "public"):
        connections[alias].close()
        monkeypatch.setitem(connections[alias].settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connections[alias].settings_dict, "PORT", "1")
    for address in ("/admin/", "/admin/pages/", "/admin/login/"):
        response = getattr(asked, method)(address, headers={"accept-language": "en"})
        if address == "/admin/login/" and method == "get":
            assert response.status_code in (200, 302, 503)
            continue
        assert shape(response) == (503, "5", "no-store")
        assert "<h1>The database cannot be reached</h1>" in response.text
        assert ("may not have been saved" in response.text) is (method == "post")


def test_lost_in_the_middle_it_is_the_same_and_well_again_at_once(asked, db, monkeypatch):
    """The backend of this very request is ended while it is asked."""
    lost = "SELECT pg_terminate_backend(pg_backend_pid())"
    with monkeypatch.context() as patched:
        patched.setattr("cms.site.selectors._LATEST", lost)
        assert shape(asked.get("/nb/")) == (503, "5", "no-store")
    close_old_connections()  # as every request does first, but for those of a test's client
    assert asked.get("/nb/").status_code == 200
    with monkeypatch.context() as patched:
        patched.setattr("editorial.editions.selectors_delivery._BY_ID", lost)
        assert shape(asked.get(f"/api/v1/content/{ITEM}?lang=nb")) == (503, "5", "no-store")
    close_old_connections()
    assert asked.get(f"/api/v1/content/{ITEM}?lang=nb").status_code == 404


def test_what_may_only_be_read_is_read_and_what_is_written_waits(house, asked, db):
    """A standby, or a server that was made read-only."""
    asked.force_login(house["duty"])
    name = connections["default"].settings_dict["NAME"]
    with owner() as connection:
        connection.autocommit = True
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    connections["default"].close()
    try:
        assert asked.get("/nb/").status_code == 200
        assert asked.get("/api/v1/content?lang=nb").status_code == 200
        response = asked.post("/admin/login/", {"username": "duty", "password": "duty"})
        assert shape(response) == (503, "5", "no-store")
    finally:
        with owner() as connection:
            connection.autocommit = True
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


def test_one_that_takes_the_connection_and_says_nothing_is_away(asked, db, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        connections["public"].close()
        monkeypatch.setitem(connections["public"].settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connections["public"].settings_dict, "PORT", str(port))
        monkeypatch.setitem(connections["public"].settings_dict["OPTIONS"], "connect_timeout", "2")
        assert shape(asked.get("/nb/")) == (503, "5", "no-store")
        assert asked.get("/api/v1/content?lang=nb").status_code == 503


def test_an_answer_that_does_not_come_is_waited_for_to_a_limit_and_the_next_one_is_well(db):
    cursor = connections["public"].cursor()
    with patience(0.3), pytest.raises(OperationalError, match="gave no answer within"):
        cursor.execute("SELECT pg_sleep(3)")
    close_old_connections()
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_outside_a_request_nothing_is_cut_short(db):
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2)")


def raised(error, cause=None):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (OperationalError("gone"), True),
        (InterfaceError("closed"), True),
        (psycopg.OperationalError("pool"), True),
        (raised(InternalError("ro"), psycopg.errors.ReadOnlySqlTransaction("ro")), True),
        (raised(InternalError("failed"), psycopg.errors.InFailedSqlTransaction("x")), False),
        (raised(KeyError("x"), OperationalError("gone")), True),
        (ExceptionGroup("x", [ValueError(), OperationalError("gone")]), True),
        (ProgrammingError("no such table"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_what_counts_as_away(error, is_away):
    assert is_outage(error) is is_away
