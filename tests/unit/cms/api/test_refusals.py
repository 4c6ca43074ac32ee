"""What the API refuses, it refuses before the database is asked, as a problem, with every reason.

None of these tests may touch the database: a query would fail them.
"""

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cms.api.delivery.doors import readable

CURSOR = "String should match pattern '^(0|[1-9][0-9]{0,17}-[0-9a-f]{8,64})$'"

ITEM = "2f6d1c1e-8a5f-4b0e-9a57-3d8f1f0b6c11"
DIGEST = "9f2ab4c1d05e7788" * 4
BAD = [
    ("/api/v1/content", {"query lang": "Field required"}),
    (
        "/api/v1/content?lang=de",
        {"query lang": "Input should be 'nb', 'nn', 'se' or 'en'"},
    ),
    (
        "/api/v1/content?lang=nb&limit=0",
        {"query limit": "Input should be greater than or equal to 1"},
    ),
    (
        "/api/v1/content?lang=nb&limit=101",
        {"query limit": "Input should be less than or equal to 100"},
    ),
    (
        "/api/v1/content?lang=nb&limit=ti",
        {"query limit": "Input should be a valid integer, unable to parse string as an integer"},
    ),
    (
        "/api/v1/content?lang=nb&cursor=-1",
        {"query cursor": CURSOR},
    ),
    (
        "/api/v1/content?lang=nb&cursor=9223372036854775808",
        {"query cursor": CURSOR},
    ),
    (
        "/api/v1/content?lang=nb&type=poem",
        {
            "query type": "Input should be 'illness', 'treatment', 'lifestyle', "
            "'patient-rights' or 'hub'"
        },
    ),
    (
        "/api/v1/content?lang=nb&topic=a%00b",
        {"query topic": r"String should match pattern '^[\w-]+$'"},
    ),
    (
        "/api/v1/content?lang=nb&audience=a%0Ab",
        {"query audience": r"String should match pattern '^[\w-]+$'"},
    ),
    (
        "/api/v1/content?lang=nb&code=T90",
        {
            "query code": "String should match pattern "
            "'^(ICPC-2|ICD-10|SNOMED-CT|MeSH|ATC):[0-9A-Za-z][0-9A-Za-z.-]*$'"
        },
    ),
    (
        "/api/v1/content?lang=nb&updated_since=2026-11-24T12:00:00",
        {"query updated_since": "Input should have timezone info"},
    ),
    (
        "/api/v1/content?lang=nb&lang=nn",
        {"query lang": "Given more than once."},
    ),
    (
        "/api/v1/content?lang=nb&colour=red&limit=500&cursor=x",
        {
            "query colour": "Unknown parameter. Known here: audience, code, cursor, lang, "
            "limit, topic, type, updated_since.",
            "query limit": "Input should be less than or equal to 100",
            "query cursor": CURSOR,
        },
    ),
    (
        f"/api/v1/content/{ITEM}?lang=nb&at=2020",
        {"query at": "Unknown parameter. Known here: lang."},
    ),
    (
        "/api/v1/content/42?lang=nb",
        {"path content_id": "Input should be a valid UUID, invalid length: found 2"},
    ),
    (
        "/api/v1/content/de/sykdom/astma",
        {"path lang": "Input should be 'nb', 'nn', 'se' or 'en'"},
    ),
    (
        "/api/v1/content/nb/sykdom%00astma",
        {"path path": r"String should match pattern '^[^\x00-\x1f\x7f-\x9f]+$'"},
    ),
    (
        f"/api/v1/content/nb/{'a' * 301}",
        {"path path": "String should have at most 300 characters"},
    ),
    (
        f"/api/v1/editions/{DIGEST.upper()}",
        {"path digest": "String should match pattern '^[0-9a-f]{64}$'"},
    ),
    (
        f"/api/v1/editions/{DIGEST}/receipt?kid=1",
        {"query kid": "Unknown parameter. Known here: none."},
    ),
    (
        "/api/v1/changes?since=12",
        {"query since": "String should match pattern '^(0|[1-9][0-9]{0,17}-[0-9a-f]{8,64})$'"},
    ),
    (
        "/api/v1/changes?limit=101&since=0-00000000",
        {
            "query limit": "Input should be less than or equal to 100",
            "query since": "String should match pattern '^(0|[1-9][0-9]{0,17}-[0-9a-f]{8,64})$'",
        },
    ),
]


@pytest.mark.parametrize(("address", "reasons"), BAD, ids=[address for address, _ in BAD])
def test_bad_parameters_are_refused_with_every_reason(
    client: Client, address: str, reasons: dict[str, str]
) -> None:
    response = client.get(address)

    body = json.loads(response.content)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert {f"{fault['in']} {fault['name']}": fault["reason"] for fault in body["errors"]} == (
        reasons
    )
    assert len(body["errors"]) == len(reasons)
    assert body["type"] == "urn:helsekilde:problem:invalid-parameters"


@pytest.mark.parametrize(
    "address",
    [
        "/api",
        "/api/",
        "/api/v1/",
        "/api/v1/drafts",
        "/api/v2/content",
        "/api/v1/content/",
        "/api/x",
    ],
)
def test_an_unknown_address_is_a_problem(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:not-found",
        "title": "Nothing is published here",
        "status": 404,
        "detail": "There is no such address in this API.",
    }


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/content?lang=nb")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content)["type"] == "urn:helsekilde:problem:method-not-allowed"


@pytest.mark.parametrize(
    "address", ["/api/v1/content", "/api/v1/changes", "/api/nothing", f"/media/{DIGEST}"]
)
def test_a_browser_elsewhere_may_ask(client: Client, address: str) -> None:
    response = client.options(address, headers={"origin": "https://partner.test"})

    assert response.status_code == 204
    assert response.content == b""
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_another_host_is_refused_as_a_problem(client: Client) -> None:
    response = client.get("/api/v1/changes", headers={"host": "elsewhere.test"})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert client.get("/nb/", headers={"host": "elsewhere.test"})["Content-Type"] == (
        "text/html; charset=utf-8"
    )


def test_head_has_the_headers_of_get_and_no_body() -> None:
    view = readable(lambda _request: HttpResponse("twelve bytes", headers={"ETag": '"a"'}))

    response = view(RequestFactory().head("/"))

    assert response.content == b""
    assert response["Content-Length"] == "12"
    assert response["ETag"] == '"a"'


def test_a_name_with_a_control_character_is_only_echoed_escaped(client: Client) -> None:
    response = client.get("/api/v1/changes?%00%0D%0Aa=1")

    assert response.status_code == 422
    assert json.loads(response.content)["errors"][0]["name"] == "\0\r\na"
    assert b"\0" not in response.content


@pytest.mark.parametrize(
    "name", ["..", "a", DIGEST.upper(), DIGEST + "0", DIGEST + "%0A", "%2e%2e%2f"]
)
def test_a_picture_that_is_no_digest_never_comes_near_a_path(client: Client, name: str) -> None:
    response = client.get(f"/media/{name}")

    assert response.status_code == 404
