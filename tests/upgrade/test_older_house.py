"""An upgrade voids nothing: the house of an older release goes on as it was signed."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from editorial.editions.audit import audit
from editorial.editions.drift import drifts
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.models import Edition
from editorial.editions.receipts import receipt_verify
from editorial.editions.sweep import sweep_run
from tests.upgrade.house import OLDER, older_house

# What the dump's public addresses answered in the older release.
ANSWERS = {
    "/nb/levevaner/levende-tekst": 200,
    "/nb/levevaner/linjer": 200,
    "/nb/levevaner/vognretur": 200,
    "/nb/levevaner/importert-med-utheving": 200,
    "/nb/levevaner/med-soketittel": 200,
    "/nb/levevaner/maskinoversatt": 200,
    "/nb/sykdom/gammel-tekst": 200,
    "/nb/sykdom/etter-midnatt": 200,
    "/nb/sykdom/halsbetennelse": 200,
    "/nb/rettigheter/klage": 200,
    "/nn/rettar/klage-nn": 200,
    "/se/vuoigatvuodat/klage-se": 200,
    "/en/patient-rights/klage-en": 200,
    "/se/eallinvierut/raad-se": 200,
    "/nb/levevaner/gammel-adresse": 301,
    "/nb/levevaner/ny-adresse": 200,
    "/nb/levevaner/farlig-rad": 410,
    "/nn/levevanar/raad-nn": 410,
    "/en/lifestyle/raad-en": 410,
    "/nb/levevaner/trukket-godkjenning": 410,
    "/nb/levevaner/gikk-ut": 410,
    "/nb/levevaner/paa-klokken": 404,
    "/nb/levevaner/et-utkast": 404,
}
GONE = {
    tuple(address.strip("/").split("/", 1)) for address, status in ANSWERS.items() if status == 410
}


@pytest.fixture
def older(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), older_house(tmp_path) as house:
        yield house


def test_no_signed_value_changes_and_all_of_it_verifies_as_before(older):
    before = older.signed_rows()
    assert {table: len(rows) for table, rows in before.items()} == {
        "editions_edition": 30,
        "editions_logentry": 30,
        "signoff_signoff": 30,
        "signoff_signoffrevocation": 2,
        "content_models_factversion": 3,
    }

    call_command("database_prepare", verbosity=0)

    assert older.signed_rows() == before
    assert list(audit()) == []
    assert list(drifts()) == []
    swept = sweep_run()
    assert (swept.findings, swept.drifts) == ([], [])
    heads = [(head.name, head.seq, head.problem) for head in signed_heads()]
    assert [head for head in heads if head[0].startswith("20")][:4] == [
        ("2025-09-10.jws", 4, ""),
        ("2026-10-15.jws", 10, ""),
        ("2026-11-20.jws", 30, ""),
        ("2026-11-27.jws", 30, ""),
    ]


def test_every_address_edition_and_receipt_answers_as_before(older):
    call_command("database_prepare", verbosity=0)
    client = Client()
    issued = json.loads((OLDER / "receipts.json").read_text())
    jwks = json.loads(client.get("/.well-known/jwks.json").content)
    assert {path: client.get(path).status_code for path in ANSWERS} == ANSWERS
    for edition in Edition.objects.order_by("pk"):
        answer = client.get(f"/api/v1/editions/{edition.edition_digest}")
        if (edition.lang, edition.path) in GONE and edition.action != "withdrawn":
            assert answer.status_code == 410
        else:
            article, envelope = bytes(edition.article), bytes(edition.envelope)
            assert answer.content == b'{"article":' + article + b"," + envelope[1:]
            receipt_verify(issued[edition.edition_digest], jwks=jwks, document=answer.content)
        receipt = client.get(f"/api/v1/editions/{edition.edition_digest}/receipt")
        assert receipt.status_code == 200
    feed = json.loads(client.get("/api/v1/changes?since=0&limit=100").content)
    assert len(feed["entries"]) == 30
