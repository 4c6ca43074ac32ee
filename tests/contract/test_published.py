"""A text that went the whole way is in the API, and the API's shapes hold for it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from cms.api.rest.v1 import schemas
from content_models.digest import canonical, sha256_hex
from editorial.editions.services import edition_withdraw
from tests.factories import pages


def test_a_signed_text_is_what_every_door_shows(
    client: Client, house: dict[str, Any], published: Callable[..., Any]
) -> None:
    page = published(pages.draft(author=house["author"]))
    address = f"/api/v1/content/{page.translation_key}?lang=nb"

    response = client.get(address)

    document = json.loads(response.content)
    digest = hashlib.sha256(response.content).hexdigest()
    schemas.Document.model_validate_json(response.content)
    assert response["ETag"] == f'"{digest}"'
    assert response.content == canonical(document)
    assert document["article"]["title"] == "Søvn og hvile"
    assert document["edition"]["clinicalDigest"] == sha256_hex(canonical(document["article"]))
    path = document["edition"]["path"]
    assert client.get(f"/api/v1/content/nb/{path}").content == response.content
    assert client.get(f"/api/v1/editions/{digest}").content == response.content
    receipt = client.get(f"/api/v1/editions/{digest}/receipt")
    assert (receipt.status_code, receipt["Content-Type"]) == (200, "application/jose")
    listed = schemas.SummaryPage.model_validate_json(client.get("/api/v1/content?lang=nb").content)
    assert [item.digest for item in listed.items] == [digest]
    feed = schemas.ChangePage.model_validate_json(client.get("/api/v1/changes").content)
    assert [(entry.seq, entry.action, entry.editionDigest) for entry in feed.entries] == [
        (1, "published", digest)
    ]
    follow = client.get(f"/api/v1/changes?since={feed.cursor}")
    assert json.loads(follow.content) == {"entries": [], "cursor": feed.cursor, "hasMore": False}


def test_a_withdrawn_text_is_shown_by_no_door(
    client: Client, house: dict[str, Any], published: Callable[..., Any]
) -> None:
    page = published(pages.draft(author=house["author"], text="Hemmelig råd."))
    address = f"/api/v1/content/{page.translation_key}?lang=nb"
    shown = client.get(address)
    digest = shown["ETag"].strip('"')
    path = json.loads(shown.content)["edition"]["path"]

    edition_withdraw(
        content_id=page.translation_key,
        actor=house["duty"],
        reason="unsafe",
        notices={"nb": "Teksten er trukket tilbake."},
    )

    doors = (
        address,
        f"/api/v1/content/nb/{path}",
        f"/api/v1/editions/{digest}",
    )
    for door in doors:
        response = client.get(door, headers={"if-none-match": f'"{digest}"'})
        assert response.status_code == 410
        problem = schemas.Gone.model_validate_json(response.content)
        assert (problem.detail, problem.reason) == ("Teksten er trukket tilbake.", "unsafe")
    assert json.loads(client.get("/api/v1/content?lang=nb").content)["items"] == []
    newest = json.loads(client.get("/api/v1/changes").content)["entries"][-1]
    assert (newest["action"], newest["severity"]) == ("withdrawn", "safety")
    tombstone = client.get(f"/api/v1/editions/{newest['editionDigest']}")
    assert tombstone.status_code == 200
    assert "Hemmelig råd" not in tombstone.content.decode()


def test_a_draft_is_shown_by_no_door(client: Client, house: dict[str, Any]) -> None:
    page = pages.draft(author=house["author"])

    assert client.get(f"/api/v1/content/{page.translation_key}?lang=nb").status_code == 404
    assert client.get(f"/api/v1/content/nb/livsstil/{page.slug}").status_code == 404
    assert client.get("/api/v1/content?lang=nb").content == b'{"items":[],"next":null}'
    assert client.get("/api/v1/changes").content == b'{"entries":[],"cursor":"0","hasMore":false}'
