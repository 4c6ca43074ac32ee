"""Words that no clinician signs are published nowhere, and are not lost to who typed them."""

import json

import pytest
from django.test import Client
from wagtail.models import Page

from editorial.editions.models import Edition, PublicDocument
from editorial.editions.services import edition_withdraw, status_refresh
from tests.factories.pages import draft, edit
from tests.flows.test_ways_round_admin import form
from tests.upgrade.house import older_house

WORDS = {"seo_title": "Ta 20 paracetamol daglig", "search_description": "Det er helt trygt."}
ADDRESS = "/nb/levevaner/sovn-og-hvile"


@pytest.fixture
def author(house):
    client = Client()
    client.force_login(house["author"])
    return client


def editorial_parts():
    return [
        json.loads(bytes(envelope))["editorial"]
        for envelope in Edition.objects.order_by("pk").values_list("envelope", flat=True)
    ]


def everything_public():
    rows = Edition.objects.values_list("article", "envelope")
    return b"".join(bytes(part) for row in rows for part in row)


def test_no_edition_and_no_page_has_words_for_search_engines(house, published):
    page = published(draft(author=house["author"], **WORDS))
    edit(page, author=house["author"], slug="ny-adresse")
    page.get_latest_revision().publish(user=house["desk"])
    edition_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="outdated", notices={}
    )
    labels = {"demonstration": False, "machineTranslated": False}
    assert editorial_parts() == [labels, labels, labels]
    assert "paracetamol" not in everything_public().decode()


def test_the_title_and_description_are_the_signed_ones(house, published):
    published(draft(author=house["author"], **WORDS))
    html = Client().get(ADDRESS).content.decode()
    assert "<title>Søvn og hvile" in html
    assert '<meta name="description" content="Hva du kan gjøre selv.">' in html
    assert "paracetamol" not in html


def test_a_draft_keeps_what_was_typed_and_its_editor_shows_it(house, author):
    page = draft(author=house["author"], **WORDS)
    address = f"/admin/pages/{page.pk}/edit/"
    html = author.get(address).content.decode()
    assert 'name="seo_title"' not in html
    assert 'name="search_description"' not in html
    assert WORDS["seo_title"] in html
    assert WORDS["search_description"] in html
    posted = form(page, summary="Ny ingress.", seo_title="Innsmuglet", search_description="")
    author.post(address, posted)
    latest = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    assert latest.summary == "Ny ingress."
    assert {name: getattr(latest, name) for name in WORDS} == WORDS


def test_an_editor_without_such_words_says_nothing_of_them(house, author):
    page = draft(author=house["author"])
    html = author.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "søkemotorer" not in html.lower()


def test_an_older_edition_keeps_its_bytes_and_the_next_repeats_no_such_words(
    django_db_setup, django_db_blocker, tmp_path
):
    """Its page shows the signed title at once, and what the clock writes of it has labels alone."""
    from django.core.management import call_command

    with django_db_blocker.unblock(), older_house(tmp_path):
        call_command("database_prepare", verbosity=0)
        older = Edition.objects.get(path="levevaner/med-soketittel")
        bytes_before = bytes(older.envelope)
        assert json.loads(bytes_before)["editorial"]["seoTitle"] == "Søvn: råd som virker"
        html = Client().get("/nb/levevaner/med-soketittel").content.decode()
        assert "<title>Med søketittel" in html
        assert "råd som virker" not in html
        document = json.loads(Client().get(f"/api/v1/editions/{older.edition_digest}").content)
        assert document["editorial"]["seoTitle"] == "Søvn: råd som virker"

        page = Page.objects.get(slug="med-soketittel").specific
        page.slug = "med-ny-adresse"
        page.save_revision().publish()
        moved = Edition.objects.filter(content_id=older.content_id).latest("number")
        assert (moved.number, moved.action) == (older.number + 1, "moved")
        assert moved.signoff_ids == older.signoff_ids
        assert json.loads(bytes(moved.envelope))["editorial"] == {
            "demonstration": False, "machineTranslated": False,
        }  # fmt: skip
        assert bytes(Edition.objects.get(pk=older.pk).envelope) == bytes_before


def test_giving_the_words_up_is_no_news_of_its_own(django_db_setup, django_db_blocker, tmp_path):
    from django.core.management import call_command

    with django_db_blocker.unblock(), older_house(tmp_path):
        call_command("database_prepare", verbosity=0)
        page = Page.objects.get(slug="med-soketittel").specific
        before = Edition.objects.count()
        page.save_revision().publish()
        assert Edition.objects.count() == before
        assert PublicDocument.objects.get(page_id=page.pk).state == "current"
        assert status_refresh() >= 0
