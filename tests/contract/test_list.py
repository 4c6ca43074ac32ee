"""The list: what it holds, how it is narrowed, and that paging misses nothing."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from tests.contract.rows import ASTHMA, COPD, STAMP, Rows

LIST = "/api/v1/content?lang=nb"


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [item["title"] for item in json.loads(response.content)["items"]]


def test_an_entry_is_the_stored_summary(client: Client, rows: Rows) -> None:
    digest, _ = rows.edition()

    response = client.get(LIST)

    assert json.loads(response.content) == {
        "items": [
            {
                "contentId": str(ASTHMA),
                "lang": "nb",
                "type": "illness",
                "path": "sykdom/astma",
                "title": "Astma",
                "summary": "Kort sagt.",
                "topics": [{"id": "lunger", "name": "Lunger"}],
                "codes": [{"system": "ICPC-2", "code": "R96", "display": ""}],
                "number": 1,
                "status": "current",
                "digest": digest,
                "lastReviewed": "2026-11-24",
                "nextReviewDue": "2029-11-24",
                "publishedAt": STAMP,
                "firstPublishedAt": STAMP,
            }
        ],
        "next": None,
    }
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response["Surrogate-Key"] == "list-nb"
    assert response["Cache-Control"] == "public, max-age=60, stale-if-error=3540"
    again = client.get(LIST, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_list_is_a_list(client: Client, rows: Rows) -> None:
    assert client.get(LIST).content == b'{"items":[],"next":null}'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Astma", "Kols", "Trening"]),
        ("&type=illness", ["Astma", "Kols"]),
        ("&type=hub", []),
        ("&topic=lunger", ["Astma", "Kols"]),
        ("&audience=barn", ["Astma"]),
        ("&code=ICPC-2:R95", ["Kols"]),
        ("&code=ICD-10:R95", []),
        ("&updated_since=2026-11-25T00:00:00Z", ["Trening"]),
        ("&updated_since=2026-11-25T01:00:00%2B01:00", ["Trening"]),
        ("&type=illness&topic=lunger&code=ICPC-2:R96", ["Astma"]),
    ],
)
def test_filters_narrow_the_list(
    client: Client, rows: Rows, query: str, expected: list[str]
) -> None:
    rows.edition(title="Astma", audiences=("barn", "voksne"))
    rows.edition(content_id=COPD, title="Kols", path="sykdom/kols", codes=("R95",))
    rows.edition(
        content_id=UUID(int=9), title="Trening", path="livsstil/trening", kind="lifestyle",
        topics=("kropp",), codes=(), modified_at=datetime(2026, 11, 25, tzinfo=UTC),
    )  # fmt: skip
    rows.edition(content_id=UUID(int=9), lang="nn", title="Trening nn", path="livsstil/trening")

    assert titles(client, query) == expected


def test_withdrawn_items_are_not_listed(client: Client, rows: Rows) -> None:
    rows.edition()
    rows.edition(action="withdrawn", withdrawal={"reason": "error", "notice": "Borte."})

    assert titles(client) == []


def test_paging_meets_each_item_and_a_changed_one_again(client: Client, rows: Rows) -> None:
    for number in range(5):
        rows.edition(content_id=UUID(int=number), title=str(number), path=f"sykdom/{number}")
    first = json.loads(client.get(f"{LIST}&limit=2").content)
    rows.edition(content_id=UUID(int=3), title="3 ny", path="sykdom/3", action="corrected")

    second = json.loads(client.get(f"{LIST}&limit=2&cursor={first['next']}").content)
    third = json.loads(client.get(f"{LIST}&limit=2&cursor={second['next']}").content)

    pages = [[item["title"] for item in page["items"]] for page in (first, second, third)]
    assert pages == [["0", "1"], ["2", "4"], ["3 ny"]]
    assert first["next"].startswith("2-")
    assert second["next"].startswith("5-")
    assert third["next"] is None


def test_a_cursor_of_another_log_is_refused(client: Client, rows: Rows) -> None:
    """A reader whose cursor lies in a part that was lost would else see a shorter list, quietly."""
    for number in range(3):
        rows.edition(content_id=UUID(int=number), title=str(number), path=f"sykdom/{number}")
    real = json.loads(client.get(f"{LIST}&limit=2").content)["next"]
    seq, digits = real.split("-")
    foreign = [f"9{seq}-{digits}", f"{seq}-{'0' * 16}", f"1-{digits}"]

    answers = [client.get(f"{LIST}&cursor={cursor}") for cursor in foreign]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert json.loads(answers[0].content)["detail"] == (
        "Start again with cursor=0: the log was restored, or the cursor is not ours."
    )
    assert client.get(f"{LIST}&cursor={seq}").status_code == 422
