"""An error that nobody foresaw tells its reader nothing, and the log everything."""

import json
import logging

import pytest
from django.db import OperationalError
from django.test import Client

from cms.api import media
from cms.api.rest.v1 import changes

SECRET = "password of the database"


def raising(error: Exception):
    """A function that raises, whatever it is asked."""

    def fail(**_values: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("module", "name", "address"),
    [
        (changes, "log_after", "/api/v1/changes"),
        (media, "media_type_of", f"/media/{'0' * 64}"),
    ],
)
def test_a_database_that_is_away_is_503(
    client: Client, monkeypatch: pytest.MonkeyPatch, module: object, name: str, address: str
) -> None:
    monkeypatch.setattr(module, name, raising(OperationalError(SECRET)))

    response = client.get(address)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:unavailable",
        "title": "The service can not answer just now",
        "status": 503,
        "detail": "The database can not be reached. Try again in a moment.",
    }


def test_anything_else_is_500_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(changes, "log_after", raising(KeyError(SECRET)))

    with caplog.at_level(logging.ERROR, logger="cms.api.delivery.failures"):
        response = client.get("/api/v1/changes")

    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:internal",
        "title": "Something went wrong at our end",
        "status": 500,
        "detail": "The error was logged. Try again, or tell us the time of it.",
    }
    (record,) = [entry for entry in caplog.records if entry.name == "cms.api.delivery.failures"]
    assert record.getMessage() == "Unhandled error at /api/v1/changes"
    assert SECRET in str(record.exc_info[1])
