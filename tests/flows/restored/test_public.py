"""The public is shown nothing, and told why."""

from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test.utils import CaptureQueriesContext

from editorial.editions.continuity import watch
from editorial.editions.heads.claims import HeadClaims, head_encode
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.models import LogEntry
from tests.backups import backups
from tests.factories.pages import draft
from tests.flows.restored.story import LOST, state, withdraw

pytestmark = pytest.mark.usefixtures("in_english")


PAGES = [
    ("/nb/levevaner/farlig", "nb", "Vi kontrollerer tekstene våre"),
    ("/nn/", "nn", "Vi kontrollerer tekstane våre"),
    ("/se/", "se", "Mii dárkkistat teavsttaideamet"),
    ("/en/search?q=x", "en", "We are checking our texts"),
    ("/sitemap-nb.xml", "nb", "Vi kontrollerer tekstene våre"),
    ("/", "nb", "Vi kontrollerer tekstene våre"),
    ("/nothing/here", "nb", "Vi kontrollerer tekstene våre"),
]
PROGRAMS = [
    "/api/v1/content?lang=nb", "/api/v1/content/nb/levevaner/farlig", "/api/v1/changes",
    "/api/v1/search?q=farlig&lang=nb", "/api/v1/suggest?q=far&lang=nb",
    f"/api/v1/editions/{'0' * 64}", f"/media/{'0' * 64}", "/api/v1/nothing",
]  # fmt: skip
OPEN = [
    "/admin/login/", "/robots.txt", "/.well-known/jwks.json", "/api/v1/docs",
    "/api/v1/openapi.json",
]  # fmt: skip


def test_nothing_is_served_before_a_look_has_succeeded(story, client):
    key = "editorial.editions.continuity.selectors.public_jwks"
    with mock.patch(key, side_effect=ImproperlyConfigured("The key cannot be read.")):
        for address, *_more in PAGES[:5]:
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "5"), address
            assert "Farlig" not in response.text
        for address in PROGRAMS[:5]:
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "5"), address
            assert response["Access-Control-Allow-Origin"] == "*"
            assert response.json()["detail"] == (
                "It could not be seen yet whether the log is whole. Try again in a moment."
            )
        for address in OPEN:
            assert client.get(address).status_code in (200, 302), address
    assert client.get(PROGRAMS[0])["Retry-After"] == "60"


def test_no_text_is_shown_to_anybody(story, client):
    for address, lang, heading in PAGES:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "60"), address
        assert (response["Cache-Control"], response["Content-Language"]) == ("no-store", lang)
        assert f"<h1>{heading}</h1>" in response.text
        assert "Farlig" not in response.text
    for address in PROGRAMS:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "60"), address
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == "no-store"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.json()["type"] == "urn:helsekilde:problem:unavailable"
    for address in OPEN:
        assert client.get(address).status_code == 200, address


def test_health_says_restored(story, client):
    response = client.get("/api/v1/health")
    body = response.json()
    assert (response.status_code, body["status"], response["Retry-After"]) == (503, "restored", "5")
    (row,) = [row for row in body["checks"] if row["name"] == "restored"]
    assert row == {
        "name": "restored", "isOk": False, "isServing": False, "says": LOST,
        "firstLost": 3, "lastLost": 4,
    }  # fmt: skip


def test_a_process_that_lived_through_the_restore_notices_with_the_first_read(
    db, house, published, client
):
    page = published(draft(author=house["author"], slug="farlig", title="Farlig råd"))
    with backups(db) as made:
        number = made.take()
        withdraw(page, by=house["duty"])
        assert client.get("/nb/levevaner/farlig").status_code == 410
        made.restore(number)
        assert client.get("/nb/levevaner/farlig").status_code == 503
        assert client.get("/nb/levevaner/farlig").status_code == 503


def test_a_process_whose_connections_stay_notices_within_seconds(
    house, published, client, monkeypatch
):
    page = published(draft(author=house["author"], slug="farlig", title="Farlig råd"))
    assert client.get("/nb/levevaner/farlig").status_code == 200
    heads = signed_heads()
    assert heads == []
    # Somebody else's log goes on and is put back; this connection never sees it.
    log = LogEntry.objects.get()
    from django.conf import settings

    head = head_encode(
        HeadClaims(
            iss="http://localhost:8000", iat=1, number=1, seq=log.seq + 1, chain_hash="0" * 64
        )
    )
    folder = settings.SIGNED_HEADS_DIRS[0] / "recent"
    folder.mkdir(parents=True)
    (folder / head.name).write_bytes(head.data)
    monkeypatch.setattr(watch, "OLDEST", 0.0)
    assert client.get("/nb/levevaner/farlig").status_code == 503
    assert state(page) == "current"


def test_a_public_read_costs_one_query_whatever_is_looked_at(house, published, client):
    published(draft(author=house["author"], slug="trygt", title="Trygt råd"))
    client.get("/api/v1/changes")
    watch.forget()
    with (
        CaptureQueriesContext(connections["public"]) as public,
        CaptureQueriesContext(connections["default"]) as default,
    ):
        assert client.get("/api/v1/changes").status_code == 200
    assert (len(public), len(default)) == (1, 0)
