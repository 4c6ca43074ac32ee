"""The key set: what a partner needs to verify a receipt, and nothing secret."""

import json
from pathlib import Path

import pytest
from django.test import Client

from editorial.editions import keys


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path: Path) -> None:
    settings.SIGNING_KEY = ""
    settings.SIGNING_KEY_FILE = tmp_path / "signing.pem"
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "retired"


def test_the_key_set_holds_public_keys_only(client: Client) -> None:
    old = keys.public_jwks()["keys"][0]["kid"]
    new = keys.key_rotate()

    response = client.get("/.well-known/jwks.json")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/jwk-set+json"
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Access-Control-Allow-Origin"] == "*"
    found = json.loads(response.content)["keys"]
    assert [key["kid"] for key in found] == [new, old]
    assert [sorted(key) for key in found] == [["alg", "crv", "kid", "kty", "use", "x"]] * 2


def test_a_reader_who_has_the_key_set_is_told_so_until_a_key_is_rotated(client: Client) -> None:
    tag = client.get("/.well-known/jwks.json")["ETag"]
    known = {"if-none-match": tag}

    assert client.get("/.well-known/jwks.json", headers=known).status_code == 304
    keys.key_rotate()
    assert client.get("/.well-known/jwks.json", headers=known).status_code == 200


def test_nobody_writes_keys(client: Client) -> None:
    assert client.post("/.well-known/jwks.json", data={}).status_code == 405
