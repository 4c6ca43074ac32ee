"""Every edition is compared with its page: one of two in a transaction would be with none."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import Page

from editorial.editions.append import timestamp
from editorial.editions.audit import audit
from editorial.editions.models import Edition, PublicPath
from tests.factories.pages import draft
from tests.flows.gate.forging import forge, next_row, row_write

HTML = "ta-20-paracetamol/<script>alert(1)</script>"
FAR = datetime(2099, 1, 1, tzinfo=UTC)


def moved(row, envelope, path):
    row["path"] = envelope["edition"]["path"] = path
    row["action"] = envelope["edition"]["action"] = "moved"


def ending(row, envelope, other):
    row["public_until"], envelope["edition"]["publicUntil"] = FAR, timestamp(FAR)


# What an edition may say that its page does not; `other` is a draft of another item.
LIES = {
    "nothing": lambda row, envelope, other: None,
    "another item's address": lambda row, envelope, other: moved(row, envelope, other.public_path),
    "words in its address": lambda row, envelope, other: moved(row, envelope, HTML),
    "another end": ending,
    "another page": lambda row, envelope, other: row.update(page_id=other.pk),
    "no revision": lambda row, envelope, other: row.update(revision_id=987654),
}


def two_editions(live, other, lie):
    """The next edition with a lie, and one after it that is true in every word."""
    true = Edition.objects.get(number=1)
    with transaction.atomic():
        row, envelope = next_row(live)
        lie(row, envelope, other)
        row_write(row, envelope)
        row, envelope = next_row(live)
        row |= {
            "number": 3, "path": true.path, "page_id": true.page_id,
            "revision_id": true.revision_id, "public_until": true.public_until,
            "action": "moved" if Edition.objects.get(number=2).path != true.path else "corrected",
        }  # fmt: skip
        envelope["edition"] |= {
            "number": 3, "path": true.path, "action": row["action"],
            "publicUntil": timestamp(true.public_until),
        }  # fmt: skip
        row_write(row, envelope)


@pytest.mark.parametrize("lie", LIES)
def test_a_transaction_writes_one_edition_of_a_text(house, live, published, lie):
    other = draft(author=house["author"], slug="akutt-hjelp", title="Akutt hjelp")
    with pytest.raises(DatabaseError, match=r"one edition of a text|The end is not that"):
        two_editions(live, other, LIES[lie])
    assert Edition.objects.count() == PublicPath.objects.count() == 1
    assert published(other).live  # nobody took its address


def test_one_after_the_other_they_are_taken(live):
    for _time in range(2):
        forge(live, lambda row, envelope: None)
    assert Edition.objects.count() == 3
    assert [str(finding) for finding in audit()] == []


@pytest.mark.parametrize("slug", ["<b>", "a/b", "ta 20", "..", "a?b", 'a"b', "a.b", ""])
def test_no_address_is_made_of_anything_but_a_slug(live, slug):
    def change(row, envelope):
        Page.objects.filter(pk=live.pk).update(slug=slug)
        moved(row, envelope, f"levevaner/{slug}")

    with pytest.raises(DatabaseError, match="The address is none that a page may have"):
        forge(live, change)
    assert Edition.objects.count() == 1
