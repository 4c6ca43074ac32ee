"""`GET /api/v1/search` and `/suggest`: shape, strictness, caching."""

import json

import pytest
from django.db import connection, transaction
from django.test import Client

from cms.api.rest.v1.search_schemas import SearchPage, SuggestPage
from search.indexing import edition_index
from tests.contract.rows import ASTHMA, COPD, Rows

SEARCH = "/api/v1/search"
SUGGEST = "/api/v1/suggest"


@pytest.fixture
def shelf(rows: Rows) -> Rows:
    with connection.cursor() as cursor:
        for table in ("document", "posting", "name", "word", "spelling"):
            cursor.execute(f"DELETE FROM search_{table}")
    for item, title, path in ((ASTHMA, "Astma", "sykdom/astma"), (COPD, "Kols", "sykdom/kols")):
        _, document = rows.edition(content_id=item, title=title, path=path)
        with transaction.atomic():
            edition_index(
                content_id=item, lang="nb", number=1, document=json.loads(document), state="current"
            )
    return rows


def test_the_answer_has_its_shape(client: Client, shelf: Rows) -> None:
    response = client.get(SEARCH, {"q": "asmta", "lang": "nb"})
    page = SearchPage.model_validate_json(response.content)

    assert response["Content-Type"] == "application/json"
    assert response["Content-Language"] == "nb"
    assert response["Cache-Control"] == "private, no-cache"
    assert [str(hit.contentId) for hit in page.hits] == [str(ASTHMA)]
    assert (page.query, page.corrected, page.total, page.next) == ("asmta", "astma", 1, None)
    assert page.servedBy == "embedded"
    (hit,) = json.loads(response.content)["hits"]
    assert hit["titleSegments"] == [{"text": "Astma", "marked": True}]
    assert hit["topics"] == [{"id": "lunger", "name": "Lunger"}]
    assert (hit["path"], hit["status"], hit["alsoIn"]) == ("sykdom/astma", "current", [])


def test_nothing_corrected_is_null_and_pages_go_on(client: Client, shelf: Rows) -> None:
    first = client.get(SEARCH, {"q": "blåsejente", "lang": "nb", "limit": 1}).json()
    assert (first["total"], first["corrected"]) == (2, None)
    second = client.get(
        SEARCH, {"q": "blåsejente", "lang": "nb", "limit": 1, "cursor": first["next"]}
    ).json()

    found = {first["hits"][0]["contentId"], second["hits"][0]["contentId"]}
    assert found == {str(ASTHMA), str(COPD)}
    assert second["next"] is None


def test_who_has_the_answer_already_is_told_so(client: Client, shelf: Rows) -> None:
    for address in (SEARCH, SUGGEST):
        tag = client.get(address, {"q": "astma", "lang": "nb"})["ETag"]
        again = client.get(address, {"q": "astma", "lang": "nb"}, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "private, no-cache"


def test_suggestions_have_their_shape(client: Client, shelf: Rows) -> None:
    response = client.get(SUGGEST, {"q": "ast", "lang": "nb"})
    page = SuggestPage.model_validate_json(response.content)

    assert [(item.title, item.path) for item in page.items] == [("Astma", "sykdom/astma")]
    assert (page.query, page.lang, page.pins, page.servedBy) == ("ast", "nb", [], "embedded")


def test_help_is_in_both(client: Client, shelf: Rows) -> None:
    for address in (SEARCH, SUGGEST):
        (pin,) = client.get(address, {"q": "får ikke puste", "lang": "nb"}).json()["pins"]
        assert pin["level"] == "emergency"
        assert pin["phones"] == [{"number": "113", "label": "Medisinsk nødtelefon"}]


@pytest.mark.parametrize(
    ("address", "query", "name", "reason"),
    [
        (SEARCH, {"lang": "nb"}, "q", "Field required"),
        (SEARCH, {"q": " ", "lang": "nb"}, "q", "There is nothing to look for in it."),
        (SEARCH, {"q": "a" * 201, "lang": "nb"}, "q", "at most 200 characters"),
        (SEARCH, {"q": "a", "lang": "de"}, "lang", "'nb', 'nn', 'se' or 'en'"),
        (SEARCH, {"q": "a"}, "lang", "Field required"),
        (SEARCH, {"q": "a", "lang": "nb", "colour": "red"}, "colour", "Unknown parameter."),
        (SEARCH, {"q": "a", "lang": "nb", "type": "car"}, "type", "Not one of the choices."),
        (SEARCH, {"q": "a", "lang": "nb", "language": "de"}, "language", "Not one of the choices."),
        (SEARCH, {"q": "a", "lang": "nb", "topic": "a b"}, "topic", "has a character"),
        (SEARCH, {"q": "a", "lang": "nb", "code": ",".join("abcdefghijklmnopqrstu")}, "code",
         "Too many values."),
        (SEARCH, {"q": "a", "lang": "nb", "limit": 51}, "limit", "less than or equal to 50"),
        (SEARCH, {"q": "a", "lang": "nb", "cursor": "abcd"}, "cursor", "Not a cursor"),
        (SUGGEST, {"q": "a", "lang": "nb", "limit": 21}, "limit", "less than or equal to 20"),
        (SUGGEST, {"q": "a", "lang": "nb", "type": "illness"}, "type", "Unknown parameter."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(
    *, client: Client, rows: Rows, address: str, query: dict, name: str, reason: str
) -> None:
    response = client.get(address, query)

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    (fault,) = response.json()["errors"]
    assert fault["name"] == name
    assert reason in fault["reason"]


def test_a_cursor_of_another_query_is_refused(client: Client, shelf: Rows) -> None:
    cursor = client.get(SEARCH, {"q": "blåsejente", "lang": "nb", "limit": 1}).json()["next"]
    response = client.get(SEARCH, {"q": "astma", "lang": "nb", "cursor": cursor})

    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"in": "query", "name": "cursor", "reason": "The cursor belongs to another query."}
    ]
