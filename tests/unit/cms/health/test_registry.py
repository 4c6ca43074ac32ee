"""A room's own check is shown in the health document, and can not take it down."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from cms.health import registry
from cms.health.registry import Check
from cms.settings.env import BASE_DIR


def test_the_page_explains_every_check_and_no_other() -> None:
    page = (BASE_DIR / "docs" / "operations" / "health.md").read_text(encoding="utf-8")
    table = page.split("| check | not ok where | figures |\n")[1].split("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == registry.names()


@pytest.fixture
def probe() -> Any:
    """Register a check called `probe` for one test."""

    def put(check: Any) -> None:
        registry.register("probe", check)

    yield put
    registry.unregister("probe")


def row(client: Client) -> tuple[str, dict[str, Any]]:
    response = client.get("/api/v1/health")
    assert response.status_code == 200
    body = json.loads(response.content)
    (found,) = [each for each in body["checks"] if each["name"] == "probe"]
    return body["status"], found


def test_it_says_what_it_found_with_its_figures(client: Client, db: str, probe: Any) -> None:
    probe(lambda: Check(is_ok=False, says="Two are late.", figures={"late": 2}))
    status, found = row(client)
    assert status == "degraded"
    assert found == {"name": "probe", "isOk": False, "says": "Two are late.", "late": 2}


def test_one_that_raises_says_so_and_gives_nothing_away(
    client: Client, db: str, probe: Any
) -> None:
    def broken() -> Check:
        raise ConnectionError("redis://user:password@10.0.0.1 is away")

    probe(broken)
    status, found = row(client)
    assert status == "degraded"
    assert found == {
        "name": "probe", "isOk": False, "says": "This could not be checked (ConnectionError).",
    }  # fmt: skip


def test_a_name_is_taken_once(probe: Any) -> None:
    probe(lambda: Check(is_ok=True))
    with pytest.raises(ValueError, match="'probe' is registered already"):
        probe(lambda: Check(is_ok=True))


@pytest.mark.parametrize("name", ["name", "isOk", "says"])
def test_a_figure_does_not_hide_what_every_check_says(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Check(is_ok=True, figures={name: 1})
