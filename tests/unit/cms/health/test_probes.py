"""`/live` and `/ready` answer probes, which know neither our name nor https."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from cms.health import probes
from tests.kinds import PRODUCTION, addresses, become, environment

STRANGE = ["10.1.2.3:8000", "nobody.example", "localhost", "_", "a b", "[::1", "x" * 300]
FIRST = "cms.health.probes.ProbeMiddleware"


@pytest.fixture
def production(settings: Any) -> None:
    """What production settings add, as far as a request can notice."""
    settings.ALLOWED_HOSTS = ["helse.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000


def test_they_stand_before_everything_else(settings: Any) -> None:
    assert settings.MIDDLEWARE[0] == FIRST


@pytest.mark.usefixtures("db", "production")
@pytest.mark.parametrize("host", STRANGE)
@pytest.mark.parametrize("status", ["live", "ready"])
def test_any_host_is_answered_over_plain_http(client: Client, host: str, status: str) -> None:
    response = client.get(f"/{status}", headers={"host": host})
    assert response.status_code == 200
    assert json.loads(response.content) == {"status": status}
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in response
    assert response.cookies == {}


def test_nothing_else_is_answered_so(client: Client, db: str, production: None) -> None:
    for path in ("/live/", "/ready/", "/lives", "/live/x", "//live", "/LIVE", "/nb/live"):
        assert client.get(path, headers={"host": "helse.example"}).status_code == 301
        assert client.get(path, headers={"host": "nobody.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/live", "/ready"])
def test_head_has_the_same_head_and_no_body(client: Client, db: str, path: str) -> None:
    response = client.head(path)
    assert response.status_code == 200
    assert response.content == b""
    assert response["Content-Length"] == str(len(client.get(path).content))


@pytest.mark.parametrize("path", ["/live", "/ready"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_they_can_only_be_read(client: Client, db: str, path: str, method: str) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/live", "/ready"])
@pytest.mark.parametrize("query", ["verbose=1", "q=", "a=1&a=2&b=3"])
def test_what_is_not_known_is_refused(client: Client, db: str, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 422
    names = {fault["name"] for fault in json.loads(response.content)["errors"]}
    assert names == {part.split("=")[0] for part in query.split("&")}


@pytest.mark.parametrize("alias", ["public", "default"])
def test_not_ready_where_a_role_cannot_read(
    client: Client, db: str, monkeypatch: Any, alias: str
) -> None:
    class Away:
        def cursor(self) -> None:
            raise OperationalError("password authentication failed for user helsekilde_app")

    class Connections:
        def __getitem__(self, name: str) -> Any:
            from django.db import connections

            return Away() if name == alias else connections[name]

    monkeypatch.setattr(probes, "connections", Connections())
    response = client.get("/ready", headers={"host": "10.0.0.1"})
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"
    assert b"helsekilde_app" not in response.content
    assert client.get("/live").status_code == 200


def test_alive_is_said_without_any_database() -> None:
    """No `db` here: a query would fail."""
    response = probes.live(RequestFactory().get("/live"))
    assert response.status_code == 200


def test_production_itself_answers_them(db: str, tmp_path: Path) -> None:
    """The settings as they are shipped, in a process of their own, through WSGI."""
    become(db, "production")
    asked = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client()\n"
        "for path in ('/live', '/ready', '/nb/'):\n"
        "    print(path, client.get(path, headers={'host': '10.0.0.1:8000'}).status_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path, addresses(db), PRODUCTION),
    )
    assert done.stdout == "/live 200\n/ready 200\n/nb/ 400\n", done.stderr
