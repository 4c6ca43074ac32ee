"""Public pictures: only what an edition shows, under the digest of its bytes."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.contract.rows import COPD, Rows, owner

PICTURE = b"RIFF....WEBP"
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.PUBLIC_MEDIA_ROOT = tmp_path
    (tmp_path / DIGEST).write_bytes(PICTURE)
    return tmp_path


def test_a_picture_of_an_edition_is_served_and_kept_for_an_hour(
    client: Client,
    rows: Rows,
    folder: Path,
) -> None:
    rows.edition(pictures=(DIGEST,))

    response = client.get(f"/media/{DIGEST}")

    assert response.status_code == 200
    assert response.content == PICTURE
    assert response["Content-Type"] == "image/webp"
    assert response["ETag"] == f'"{DIGEST}"'
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    again = client.get(f"/media/{DIGEST}", headers={"if-none-match": f'"{DIGEST}"'})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"/media/{DIGEST}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(PICTURE))


def test_a_file_that_no_edition_shows_is_not_served(
    client: Client,
    rows: Rows,
    folder: Path,
) -> None:
    response = client.get(f"/media/{DIGEST}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_picture_without_its_file_is_not_found(
    client: Client,
    rows: Rows,
    folder: Path,
) -> None:
    (folder / DIGEST).unlink()
    rows.edition(pictures=(DIGEST,))

    assert client.get(f"/media/{DIGEST}").status_code == 404


def test_a_picture_goes_with_the_last_text_that_shows_it(
    client: Client,
    rows: Rows,
    folder: Path,
) -> None:
    def status() -> int:
        return client.get(f"/media/{DIGEST}", headers={"if-none-match": f'"{DIGEST}"'}).status_code

    rows.edition(pictures=(DIGEST,))
    rows.edition(content_id=COPD, path="sykdom/kols", pictures=(DIGEST,))
    rows.edition(action="withdrawn")
    assert status() == 304
    rows.edition(content_id=COPD, path="sykdom/kols", action="withdrawn")
    assert status() == 404
    rows.edition(title="Astma uten bilde")
    assert status() == 404
    rows.edition(title="Astma", pictures=(DIGEST,))
    assert status() == 304


def test_a_picture_of_an_older_edition_that_can_still_be_read_stays(
    client: Client,
    rows: Rows,
    folder: Path,
) -> None:
    rows.edition(pictures=(DIGEST,))
    rows.edition(title="Astma uten bilde")

    assert client.get(f"/media/{DIGEST}").status_code == 200


def test_a_picture_of_a_text_whose_time_is_over_is_not_served(
    client: Client,
    rows: Rows,
    folder: Path,
) -> None:
    rows.edition(pictures=(DIGEST,), public_until=datetime.now(UTC) - timedelta(seconds=1))

    assert client.get(f"/media/{DIGEST}").status_code == 404


@pytest.mark.parametrize(
    "named",
    ["text/html", "image/svg+xml", "image/png; x=y", "image/png\r\nX-A: b", "application/pdf", ""],
)
def test_what_an_older_house_lists_by_another_type_is_not_served(
    client: Client,
    rows: Rows,
    folder: Path,
    named: str,
) -> None:
    rows.edition(pictures=(DIGEST,))
    with owner() as connection:
        connection.execute("UPDATE editions_publicmedia SET content_type = %s", [named])

    for headers in ({}, {"if-none-match": f'"{DIGEST}"'}):
        answer = client.get(f"/media/{DIGEST}", headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
