"""What the older release took back is marked after the upgrade, and in the log soon."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from editorial.editions.audit import audit
from editorial.editions.models import Edition, LogEntry
from editorial.editions.tasks import status_clock
from editorial.signoff.models import SignOffRevocation
from tests.upgrade.house import older_house


@pytest.fixture
def older(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), older_house(tmp_path) as house:
        call_command("database_prepare", verbosity=0)
        yield house


def status_of(client, edition):
    return json.loads(client.get(f"/api/v1/editions/{edition.edition_digest}/status").content)


def test_its_editions_keep_their_bytes_and_have_the_mark(older):
    client = Client()
    taken = set(SignOffRevocation.objects.values_list("signoff_id", flat=True))
    marked = {}
    for edition in Edition.objects.order_by("pk"):
        address = f"/api/v1/editions/{edition.edition_digest}"
        is_taken = bool(taken & set(edition.signoff_ids))
        for answer in (client.get(address), client.get(f"{address}/receipt")):
            if answer.status_code == 200:
                assert (answer["Edition-Status"] == "revoked") is is_taken
        if is_taken:
            marked[edition.path, edition.number] = status_of(client, edition)["isReadable"]
    assert marked == {
        ("levevaner/trukket-godkjenning", 1): False,
        ("levevaner/eldre-utgave", 1): True,
    }
    path = Edition.objects.filter(path="levevaner/eldre-utgave").latest("number").path
    assert "under en tidligere utgave" in client.get(f"/nb/{path}").text


def test_the_worker_enters_them_and_the_log_goes_on_as_it_was(older):
    before = list(LogEntry.objects.order_by("seq").values_list("seq", "chain_hash"))
    status_clock(timestamp=0)
    entries = LogEntry.objects.order_by("seq")
    assert list(entries.values_list("seq", "chain_hash"))[: len(before)] == before
    told = [row for row in entries if row.revocation_id]
    assert [row.revocation.signoff.page_id for row in told] == [
        row.signoff.page_id for row in SignOffRevocation.objects.order_by("revoked_at", "pk")
    ]
    assert list(audit()) == []
    feed = json.loads(Client().get("/api/v1/changes?since=0&limit=100").content)["entries"]
    assert [row["action"] for row in feed].count("revoked") == len(told) == 2
    again = entries.count()
    status_clock(timestamp=0)
    assert entries.count() == again
