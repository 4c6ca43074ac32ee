"""What tests, measurements and examples write by hand has the members that the house writes today.

A document of an older scheme would be judged instead of what is published now.
"""

import json

import pytest

from bench import documents
from cms.api.rest.v1 import examples
from editorial.editions.models import Edition
from editorial.editions.services import edition_withdraw
from tests.contract import rows as by_hand
from tests.unit.cms.site.documents import rich_document, withdrawn_document
from tests.unit.editorial.editions.test_receipts import DOCUMENT

WITHDRAWAL = {
    "reason": "unsafe", "notice": "Farlig.", "replacement": None, "withdrawnAt": by_hand.STAMP,
}  # fmt: skip


def of_contract(*, action):
    envelope = by_hand._envelope(
        content_id=by_hand.ASTHMA, lang="nb", number=1, action=action, severity="major",
        path="sykdom/astma", public_until=None, clinical_digest="0" * 64,
        withdrawal=WITHDRAWAL if action == "withdrawn" else None,
    )  # fmt: skip
    article = by_hand._article(
        kind="illness", lang="nb", title="Astma", topics=(), audiences=(), codes=()
    )
    return {"article": article, **envelope}


def of_bench():
    (row,) = documents.rows(count=1)
    return json.loads(row[documents.COLUMNS.split(", ").index("document")])


PUBLISHED = {
    "contract": lambda: of_contract(action="published"),
    "site": rich_document,
    "bench": of_bench,
    "examples of the API": lambda: examples.DOCUMENT,
    "receipts": lambda: DOCUMENT,
}
WITHDRAWN = {
    "contract": lambda: of_contract(action="withdrawn"),
    "site": withdrawn_document,
}


def members(document):
    """The members of all but the article's own parts, and the scheme."""
    edition = document["edition"]
    return {
        "scheme": edition["scheme"],
        "document": sorted(document),
        "edition": sorted(edition),
        "editorial": sorted(document["editorial"]),
        "signOffs": sorted({name for row in edition["signOffs"] for name in row}),
        "withdrawal": sorted(edition["withdrawal"] or ()),
    }


@pytest.fixture
def written(house, live):
    """The documents of a publication and of a withdrawal, by the real path."""
    edition_withdraw(
        content_id=live.translation_key, actor=house["duty"], reason="unsafe", notices={}
    )
    return [
        {"article": json.loads(bytes(each.article)), **json.loads(bytes(each.envelope))}
        for each in Edition.objects.order_by("number")
    ]


def test_documents_by_hand_have_the_members_of_those_that_the_house_writes(written):
    published, withdrawn = map(members, written)
    for name, make in PUBLISHED.items():
        assert members(make()) == published, name
    for name, make in WITHDRAWN.items():
        assert members(make()) == withdrawn, name
