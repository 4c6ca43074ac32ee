"""Editions by digest, their receipts, and the feed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.contract.rows import ASTHMA, ENDED, STAMP, Rows


def test_an_older_edition_keeps_its_address(client: Client, rows: Rows) -> None:
    older, document = rows.edition()
    rows.edition(title="Astma hos voksne", action="corrected")

    response = client.get(f"/api/v1/editions/{older}")

    assert (response.status_code, response.content) == (200, document)
    assert response["ETag"] == f'"{older}"'
    assert response["Link"] == (
        f'</api/v1/editions/{older}/receipt>; rel="describedby"; type="application/jose", '
        f'</api/v1/content/{ASTHMA}?lang=nb>; rel="latest-version"'
    )
    again = client.get(f"/api/v1/editions/{older}", headers={"if-none-match": f'"{older}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_a_withdrawal_takes_down_every_edition_before_it(client: Client, rows: Rows) -> None:
    older, _ = rows.edition()
    tombstone, notice = rows.edition(
        action="withdrawn",
        withdrawal={"reason": "error", "notice": "Feil i teksten.", "replacement": None},
    )
    newer, document = rows.edition(title="Astma, rettet")

    gone = client.get(f"/api/v1/editions/{older}")
    assert gone.status_code == 410
    assert gone["Cache-Control"] == "no-store"
    assert json.loads(gone.content) == {
        "type": "urn:helsekilde:problem:withdrawn",
        "title": "The content is withdrawn",
        "status": 410,
        "detail": "Feil i teksten.",
        "contentId": str(ASTHMA),
        "lang": "nb",
        "reason": "error",
        "withdrawnAt": STAMP,
        "replacement": None,
        "replacementUrl": None,
        "editionDigest": None,
    }
    assert client.get(f"/api/v1/editions/{tombstone}").content == notice
    assert client.get(f"/api/v1/editions/{newer}").content == document


def test_an_older_edition_ends_with_its_item(client: Client, rows: Rows) -> None:
    older, _ = rows.edition()
    rows.edition(action="reaffirmed", public_until=datetime(2026, 1, 1, tzinfo=UTC))

    response = client.get(f"/api/v1/editions/{older}")

    assert response.status_code == 410
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:expired",
        "title": "The content is not public any more",
        "status": 410,
        "detail": ENDED,
        "contentId": str(ASTHMA),
        "lang": "nb",
        "publicUntil": "2026-01-01T00:00:00Z",
    }


def test_the_receipt_stays_after_a_withdrawal(client: Client, rows: Rows) -> None:
    digest, _ = rows.edition()
    rows.edition(action="withdrawn", withdrawal={"reason": "error", "notice": "Borte."})

    response = client.get(f"/api/v1/editions/{digest}/receipt")

    assert (response.status_code, response.content) == (200, b"receipt.of.1")
    assert response["Content-Type"] == "application/jose"
    assert response["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert f'</api/v1/editions/{digest}/status>; rel="status"' in response["Link"]


def test_an_unknown_digest_is_nowhere(client: Client, rows: Rows) -> None:
    rows.edition()

    for address in (f"/api/v1/editions/{'0' * 64}", f"/api/v1/editions/{'0' * 64}/receipt"):
        response = client.get(address)
        assert response.status_code == 404
        assert json.loads(response.content)["detail"] == "There is no edition with this digest."


def test_the_feed_tells_each_edition_in_order(client: Client, rows: Rows) -> None:
    first, _ = rows.edition()
    cursor = rows.cursor
    second, _ = rows.edition(
        action="withdrawn", severity="safety", withdrawal={"reason": "unsafe", "notice": "Nei."}
    )

    response = client.get("/api/v1/changes")

    entry = {"contentId": str(ASTHMA), "lang": "nb", "path": "sykdom/astma", "at": STAMP}
    older = entry | {
        "seq": 1, "cursor": cursor, "number": 1, "action": "published", "severity": "major",
        "editionDigest": first,
    }  # fmt: skip
    newer = entry | {
        "seq": 2, "cursor": rows.cursor, "number": 2, "action": "withdrawn", "severity": "safety",
        "editionDigest": second,
    }  # fmt: skip
    assert json.loads(response.content) == {
        "entries": [older, newer], "cursor": rows.cursor, "hasMore": False,
    }  # fmt: skip
    assert response["Cache-Control"] == "public, max-age=5, must-revalidate"
    after = client.get(f"/api/v1/changes?since={cursor}")
    assert json.loads(after.content)["entries"] == [newer]


def test_a_reader_with_a_cursor_meets_each_entry_once(client: Client, rows: Rows) -> None:
    for number in range(7):
        rows.edition(title=str(number))
    cursor, seen, more = "0", [], True
    while more:
        page = json.loads(client.get(f"/api/v1/changes?limit=3&since={cursor}").content)
        seen.append([entry["seq"] for entry in page["entries"]])
        cursor, more = page["cursor"], page["hasMore"]

    assert seen == [[1, 2, 3], [4, 5, 6], [7]]
    at_head = json.loads(client.get(f"/api/v1/changes?since={cursor}").content)
    assert at_head == {"entries": [], "cursor": rows.cursor, "hasMore": False}


def test_an_empty_log_has_a_cursor_too(client: Client, rows: Rows) -> None:
    assert client.get("/api/v1/changes").content == b'{"entries":[],"cursor":"0","hasMore":false}'


@pytest.mark.parametrize("cursor", ["1-0000000000000000", "9-{head}", "999999999999999999-{head}"])
def test_a_foreign_cursor_must_start_again(client: Client, rows: Rows, cursor: str) -> None:
    rows.edition()

    response = client.get("/api/v1/changes?since=" + cursor.format(head=rows.head.hex()[:16]))

    assert response.status_code == 409
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:resync",
        "title": "The cursor does not belong to this log",
        "status": 409,
        "detail": "Start again with since=0: the log was restored, or the cursor is not ours.",
    }


def test_the_feed_is_short_lived_in_caches(client: Client, rows: Rows) -> None:
    rows.edition(public_until=datetime.now(UTC) + timedelta(days=1))
    full = client.get("/api/v1/changes")

    again = client.get("/api/v1/changes", headers={"if-none-match": full["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=5, must-revalidate"
