"""From a draft to the public, and down again."""

import hashlib

import pytest
import rfc8785

from content_models.pages import LifestylePage, TreatmentPage
from editorial.editions.models import Edition, LogEntry
from editorial.editions.selectors import PublicItem, PublicRedirect, public_by_id, public_by_path
from editorial.editions.services import WithdrawalRefused, edition_withdraw
from tests.factories.pages import draft, edit


def test_a_signed_draft_is_public_and_its_bytes_carry_its_digest(live):
    item = public_by_path(lang="nb", path="levevaner/sovn-og-hvile")
    assert isinstance(item, PublicItem)
    assert (item.state, item.number, item.seq) == ("current", 1, 1)
    assert hashlib.sha256(item.document).hexdigest() == item.digest
    assert rfc8785.dumps(item.data()) == item.document
    assert item.data()["article"]["sections"][0]["blocks"][0]["html"] == "<p>Sov nok.</p>"
    assert live.live


def test_a_draft_is_not_public(house):
    draft(author=house["author"])
    assert public_by_path(lang="nb", path="levevaner/sovn-og-hvile") is None
    assert not Edition.objects.exists()


def test_an_edit_is_not_public_before_it_is_signed(house, live):
    edit(live, author=house["author"], title="Usignert")
    assert public_by_id(content_id=live.translation_key, lang="nb").data()["article"]["title"] == (
        "Søvn og hvile"
    )


def test_withdrawal_takes_the_text_away_everywhere(house, live):
    done = edition_withdraw(
        content_id=live.translation_key,
        actor=house["duty"],
        reason="unsafe",
        notices={"nb": "Ikke følg dette rådet."},
    )
    item = public_by_id(content_id=live.translation_key, lang="nb")
    assert done == ["nb"]
    assert item.state == "withdrawn"
    assert "sections" not in item.data()["article"]
    assert item.data()["edition"]["withdrawal"]["notice"] == "Ikke følg dette rådet."
    assert item.data()["edition"]["severity"] == "safety"
    assert not LifestylePage.objects.get(pk=live.pk).live


@pytest.mark.parametrize("role", ["author", "desk", "clinician", "superuser"])
def test_only_duty_editors_and_chiefs_withdraw(house, live, role):
    with pytest.raises(WithdrawalRefused) as refusal:
        edition_withdraw(
            content_id=live.translation_key, actor=house[role], reason="unsafe", notices={}
        )
    assert [reason.code for reason in refusal.value.reasons] == ["not-entitled"]
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "current"
    assert LogEntry.objects.count() == 1


def test_a_changed_address_redirects(house, live):
    live.slug = "sovn"
    live.save_revision(user=house["author"]).publish(skip_permission_checks=True)
    old = public_by_path(lang="nb", path="levevaner/sovn-og-hvile")
    assert old == PublicRedirect(content_id=live.translation_key, lang="nb", path="levevaner/sovn")
    assert public_by_path(lang="nb", path="levevaner/sovn").data()["edition"]["action"] == "moved"


def test_unpublish_and_delete_write_a_withdrawal(house, published, live):
    live.unpublish()
    second = published(draft(author=house["author"], slug="to", title="To"))
    second.delete()
    for page in (live, second):
        item = public_by_id(content_id=page.translation_key, lang="nb")
        assert (item.state, item.data()["edition"]["withdrawal"]["reason"]) == (
            "withdrawn",
            "unpublished",
        )
    assert LifestylePage.objects.filter(pk=second.pk).exists()


def test_class_a_takes_two_clinicians(house, published):
    page = draft(TreatmentPage, author=house["author"], slug="medisin", risk_class="A")
    page = published(page)
    item = public_by_id(content_id=page.translation_key, lang="nb")
    assert [row["name"] for row in item.data()["edition"]["signOffs"]] == [
        "Dr. Clinician",
        "Dr. Second",
    ]
    assert item.public_until is not None
