"""One item: the signed bytes, their headers, and what stands in their place when they are gone."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.contract.rows import ASTHMA, COPD, ENDED, MOMENT, STAMP, Rows
from tests.timing import database_at

BY_ID = f"/api/v1/content/{ASTHMA}?lang=nb"
BY_PATH = "/api/v1/content/nb/sykdom/astma"
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location",
}


def own_headers(response) -> dict[str, str]:
    """The headers that the API sets, without those of the site's middleware."""
    middleware = {
        "Content-Length", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
    }  # fmt: skip
    return {name: value for name, value in response.headers.items() if name not in middleware}


@pytest.mark.parametrize("address", [BY_ID, BY_PATH])
def test_the_body_is_the_editions_bytes_and_its_digest_the_etag(
    client: Client, rows: Rows, address: str
) -> None:
    digest, document = rows.edition()

    response = client.get(address)

    assert response.status_code == 200
    assert response.content == document
    assert hashlib.sha256(response.content).hexdigest() == digest
    assert not response.cookies
    assert own_headers(response) == {
        "Content-Type": "application/json",
        "ETag": f'"{digest}"',
        "Last-Modified": "Tue, 24 Nov 2026 12:00:00 GMT",
        "Cache-Control": "public, max-age=60, stale-if-error=3540",
        "Surrogate-Key": f"content-{ASTHMA}",
        "Content-Language": "nb",
        "Link": f'</api/v1/editions/{digest}/receipt>; rel="describedby"; '
        f'type="application/jose", </api/v1/editions/{digest}>; rel="bookmark"',
        **CROSS_ORIGIN,
    }


@pytest.mark.parametrize("address", [BY_ID, BY_PATH])
@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"'])
def test_a_reader_that_has_the_edition_gets_304(
    client: Client, rows: Rows, address: str, form: str
) -> None:
    digest, _ = rows.edition()
    full = client.get(address)

    response = client.get(address, headers={"if-none-match": form.format(digest)})

    assert response.status_code == 304
    assert response.content == b""
    expected = own_headers(full)
    del expected["Content-Type"]
    assert own_headers(response) == expected


def test_an_older_tag_gets_the_new_edition(client: Client, rows: Rows) -> None:
    older, _ = rows.edition()
    _, document = rows.edition(title="Astma hos voksne", action="corrected")

    response = client.get(BY_ID, headers={"if-none-match": f'"{older}"'})

    assert (response.status_code, response.content) == (200, document)


def test_a_date_alone_never_answers_not_modified(client: Client, rows: Rows) -> None:
    _, document = rows.edition()
    future = "Sat, 01 Jan 2050 00:00:00 GMT"

    response = client.get(BY_ID, headers={"if-modified-since": future})

    assert (response.status_code, response.content) == (200, document)


def test_head_is_get_without_the_body(client: Client, rows: Rows) -> None:
    _, document = rows.edition()

    response = client.head(BY_ID)

    assert response.status_code == 200
    assert response.content == b""
    assert response["Content-Length"] == str(len(document))
    assert own_headers(response) == own_headers(client.get(BY_ID))


def test_no_other_language_stands_in(client: Client, rows: Rows) -> None:
    rows.edition(lang="nb")

    response = client.get(f"/api/v1/content/{ASTHMA}?lang=se")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:not-found",
        "title": "Nothing is published here",
        "status": 404,
        "detail": "No such item is published in the language se.",
    }


def test_a_text_past_its_time_is_gone_although_no_clock_took_it_down(
    client: Client, rows: Rows
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)
    digest, _ = rows.edition(public_until=until)
    tag = {"if-none-match": f'"{digest}"'}

    for address in (BY_ID, BY_PATH, f"/api/v1/editions/{digest}"):
        for headers in ({}, tag):
            response = client.get(address, headers=headers)
            assert response.status_code == 410
            assert response["Cache-Control"] == "no-store"
            assert json.loads(response.content) == {
                "type": "urn:helsekilde:problem:expired",
                "title": "The content is not public any more",
                "status": 410,
                "detail": ENDED,
                "contentId": str(ASTHMA),
                "lang": "nb",
                "publicUntil": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
    assert json.loads(client.get("/api/v1/content?lang=nb").content)["items"] == []


def test_an_old_path_of_a_text_past_its_time_says_so_itself(client: Client, rows: Rows) -> None:
    rows.edition()
    rows.edition(action="moved", path="sykdom/ny", public_until=datetime.now(UTC))

    assert client.get(BY_PATH).status_code == 410
    assert client.get("/api/v1/content/nb/sykdom/aldri").status_code == 404


@pytest.mark.parametrize("away", [timedelta(days=-2), timedelta(0), timedelta(days=2)])
def test_no_cache_may_keep_a_text_past_its_time(
    client: Client, rows: Rows, away: timedelta
) -> None:
    """Counted to the second by the database, whatever clock the process has that answers."""
    digest, _ = rows.edition(public_until=MOMENT + timedelta(seconds=47.9))
    kept = {
        BY_ID: "public, max-age=47, must-revalidate",
        BY_PATH: "public, max-age=47, must-revalidate",
        f"/api/v1/editions/{digest}": "public, max-age=47, must-revalidate",
        "/api/v1/content?lang=nb": "public, max-age=47, must-revalidate",
        "/nb/sykdom/astma": "public, max-age=47, s-maxage=47, stale-if-error=3300",
    }
    with database_at(MOMENT), time_machine.travel(MOMENT + away, tick=False):
        found = {address: client.get(address)["Cache-Control"] for address in kept}
        tagged = client.get(BY_ID, headers={"if-none-match": f'"{digest}"'})
    assert found == kept
    assert (tagged.status_code, tagged["Cache-Control"]) == (304, kept[BY_ID])
    with (
        database_at(MOMENT + timedelta(seconds=48)),
        time_machine.travel(MOMENT + away, tick=False),
    ):
        assert [client.get(address).status_code for address in (BY_ID, BY_PATH)] == [410, 410]


def test_a_withdrawn_item_is_gone_with_its_notice(client: Client, rows: Rows) -> None:
    older, _ = rows.edition()
    digest, _ = rows.edition(
        action="withdrawn",
        severity="safety",
        withdrawal={
            "reason": "unsafe", "notice": "Ikke bruk rådene her.", "replacement": str(COPD),
            "withdrawnAt": STAMP,
        },
    )  # fmt: skip

    for address in (BY_ID, BY_PATH):
        response = client.get(address, headers={"if-none-match": f'"{older}", "{digest}"'})
        assert response.status_code == 410
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == "no-store"
        assert json.loads(response.content) == {
            "type": "urn:helsekilde:problem:withdrawn",
            "title": "The content is withdrawn",
            "status": 410,
            "detail": "Ikke bruk rådene her.",
            "contentId": str(ASTHMA),
            "lang": "nb",
            "reason": "unsafe",
            "withdrawnAt": STAMP,
            "replacement": str(COPD),
            # There is none to be read.
            "replacementUrl": None,
            "editionDigest": digest,
        }


def test_an_old_path_leads_to_the_new_one(client: Client, rows: Rows) -> None:
    rows.edition(path="sykdom/astma")
    rows.edition(path="sykdom/åndenød", action="moved")

    response = client.get(BY_PATH)

    assert response.status_code == 301
    assert response["Location"] == "/api/v1/content/nb/sykdom/%C3%A5nden%C3%B8d"
    assert response["Surrogate-Key"] == f"content-{ASTHMA}"
    assert response.content == b""
    assert client.get(response["Location"]).status_code == 200


def test_an_old_path_of_a_withdrawn_item_is_gone(client: Client, rows: Rows) -> None:
    rows.edition(path="sykdom/astma")
    rows.edition(path="sykdom/ny", action="moved")
    rows.edition(path="sykdom/ny", action="withdrawn", withdrawal={"reason": "error"})

    assert client.get(BY_PATH).status_code == 410


@pytest.mark.parametrize(
    "address",
    [
        BY_ID,
        BY_PATH,
        f"/api/v1/content/{UUID(int=1)}?lang=nb",
        "/api/v1/content?lang=nb&type=illness&topic=lunger&audience=voksne&code=ICPC-2:R96",
        "/api/v1/changes",
        f"/api/v1/editions/{'0' * 64}",
        f"/media/{'0' * 64}",
    ],
)
def test_every_answer_costs_one_query_as_the_public_role(
    client: Client, rows: Rows, address: str
) -> None:
    rows.edition()

    with (
        CaptureQueriesContext(connections["public"]) as public,
        CaptureQueriesContext(connections["default"]) as default,
    ):
        client.get(address)

    assert (len(public), len(default)) == (1, 0)
