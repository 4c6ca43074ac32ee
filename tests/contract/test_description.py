"""The description is a file, and it tells the truth about the answers."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms.api.management.commands import api_snapshot
from cms.api.rest.v1 import description, examples, schemas, search_schemas
from tests.contract.rows import ASTHMA, COPD, STAMP, Rows

DESCRIPTION = json.loads(api_snapshot.SNAPSHOT.read_text(encoding="utf-8"))
OPERATIONS = [
    (path, operation)
    for path, operations in DESCRIPTION["paths"].items()
    for operation in operations.values()
]


def test_the_file_is_the_api() -> None:
    call_command("api_snapshot", check=True)


def test_a_difference_is_noticed(tmp_path, monkeypatch) -> None:
    stale = tmp_path / "openapi.json"
    stale.write_text("{}")
    monkeypatch.setattr(api_snapshot, "SNAPSHOT", stale)

    with pytest.raises(CommandError, match="make snapshots"):
        call_command("api_snapshot", check=True)

    assert stale.read_text() == "{}"


def test_it_is_served_as_it_stands_in_the_file(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")

    assert response.status_code == 200
    assert json.loads(response.content) == DESCRIPTION
    assert DESCRIPTION["openapi"] == "3.1.0"


def test_the_page_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()

    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=[path for path, _ in OPERATIONS])
def test_every_error_is_described_as_a_problem_with_an_example(path: str, operation: dict) -> None:
    errors = {code: answer for code, answer in operation["responses"].items() if code >= "400"}

    assert {"422", "500", "503"} <= set(errors)
    for code, answer in errors.items():
        assert set(answer["content"]) == {"application/problem+json"}, path
        example = answer["content"]["application/problem+json"]["example"]
        assert example["status"] == int(code)


def test_the_examples_have_their_shapes() -> None:
    for name, example in examples.SUCCESS.items():
        shape = getattr(schemas, name, None) or getattr(search_schemas, name)
        shape.model_validate(example)
    for shape, status in ((schemas.Gone, 410), (schemas.InvalidParameters, 422)):
        shape.model_validate(description.EXAMPLES[status])
    assert set(examples.SUCCESS) <= set(DESCRIPTION["components"]["schemas"])


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert {
        "listContent", "readContent", "readContentByPath", "readEdition", "readReceipt",
        "listChanges",
    } <= set(names)  # fmt: skip


def test_the_shapes_agree_with_the_answers(client: Client, rows: Rows) -> None:
    digest, _ = rows.edition()
    rows.edition(content_id=COPD, path="sykdom/kols")
    rows.edition(
        content_id=COPD,
        path="sykdom/kols",
        action="withdrawn",
        withdrawal={
            "reason": "error",
            "notice": "Feil.",
            "replacement": None,
            "withdrawnAt": STAMP,
        },
    )

    answers = {
        f"/api/v1/content/{ASTHMA}?lang=nb": schemas.Document,
        f"/api/v1/editions/{digest}": schemas.Document,
        "/api/v1/content?lang=nb": schemas.SummaryPage,
        "/api/v1/changes": schemas.ChangePage,
        f"/api/v1/content/{COPD}?lang=nb": schemas.Gone,
        f"/api/v1/content/{ASTHMA}?lang=se": schemas.Problem,
        "/api/v1/content?lang=nb&x=1": schemas.InvalidParameters,
    }
    for address, shape in answers.items():
        shape.model_validate_json(client.get(address).content)
