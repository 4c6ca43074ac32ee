"""What the health address and `search_status` say of a real Elasticsearch."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.integration.elasticsearch.conftest import catch_up

pytestmark = pytest.mark.elasticsearch


def status(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("search_status", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_it_names_the_engine_that_answers(shelf, publish, proxy, settings):
    client = Client()
    settings.ELASTICSEARCH_URL = proxy.url
    assert json.loads(client.get("/api/v1/health").content)["search"] == {
        "engine": "embedded",  # no index has been built yet
        "breaker": {"state": "closed", "failures": 1, "retryIn": 0.0},
        "isOk": False,
    }
    publish("influensa")
    catch_up()
    body = json.loads(client.get("/api/v1/health").content)
    assert body["search"] == {
        "engine": "elasticsearch",
        "breaker": {"state": "closed", "failures": 0, "retryIn": 0.0},
        "isOk": True,
    }
    (row,) = [each for each in body["consumers"] if each["name"] == "elasticsearch"]
    assert (row["state"], row["behind"], row["isOk"]) == ("running", 0, True)
    proxy.mode = "away"
    body = json.loads(client.get("/api/v1/health").content)
    assert (body["status"], body["search"]["engine"]) == ("degraded", "embedded")


def test_status_shows_documents_tombstones_and_lag(shelf, publish):
    page = publish("influensa")
    publish("hoste")
    page.unpublish()
    catch_up()
    lines = status()
    assert lines[0] == "embedded       1 documents, 1 public"
    assert lines[1].startswith("elasticsearch  8.")
    assert lines[2].startswith("  no           1 documents, 1 public, 1 tombstones  test-")
    assert lines[5] == "  log          running, at 3, 0 behind"
    assert json.loads(status("--json")[0])["problems"] == []


def test_status_exits_with_1_where_a_person_is_needed(shelf, publish):
    publish("influensa")
    catch_up()
    for name in shelf.every_index():
        shelf.client.delete_by_query(index=name, query={"match_all": {}}, refresh=True)
    with pytest.raises(CommandError) as error:
        status()
    assert error.value.returncode == 1
    assert str(error.value) == (
        "The index for no holds 0 documents; 1 are public. "
        "Run: manage.py search_rebuild --engine elasticsearch"
    )
    call_command("search_rebuild", "--engine", "elasticsearch", stdout=StringIO())
    assert status()[5] == "  log          running, at 1, 0 behind"


def test_a_stale_embedded_index_is_seen(db, publish):
    from django.db import connection

    publish("influensa")
    assert status() == [
        "embedded       1 documents, 1 public",
        "elasticsearch  not configured (ELASTICSEARCH_URL is empty)",
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_document")
    with pytest.raises(CommandError, match="search_rebuild --engine embedded"):
        status()
