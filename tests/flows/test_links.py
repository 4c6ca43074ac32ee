"""A link leads where it seems to lead; and words that are signed are left to the letter."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import rich_text

from content_models.body import clean_body, html_of_body
from content_models.publishing import Candidate
from content_models.sanitise import links_unknown, sanitise_html, wash_html
from editorial.editions.models import Edition
from tests.factories.pages import draft, edit, section
from tests.flows.test_ways_round_admin import form
from tests.timing import database_at

FOREIGN = [
    "//evil.test", "//evil.test/a?b#c", "///evil.test", "////evil.test", "\\\\evil.test",
    "/\\evil.test", "\\/evil.test", "/\t/evil.test", " //evil.test", "\n//evil.test",
    "&#47;&#47;evil.test", "&sol;&sol;evil.test", "https:evil.test", "https:/evil.test",
    "http:///evil.test", "https:\\\\evil.test", "https://helse.test@evil.test/", "https://",
    "https://u:p@evil.test", "evil.test", "evil.test/a", "?q=1", ".", "../a", "javascript:x",
    "data:text/html,x", "ftp://evil.test", "tel:javascript", "mailto:", "", "blob:x", "file:///x",
]  # fmt: skip
KNOWN = [
    "https://helse.test", "http://helse.test/a?b=1&amp;c=2#d", "HTTPS://Helse.test/",
    "/nb/sykdom/a", "/", "#del", "tel:113", "tel:+47 22 22 22 22", "mailto:a@b.test", "https://helse.test/a@b",
]  # fmt: skip


def link(address: str) -> str:
    return f'<p><a href="{address}">x</a></p>'


@pytest.mark.parametrize("address", FOREIGN)
def test_an_address_of_no_known_kind_is_dropped_at_the_door(address):
    assert sanitise_html(link(address)) == "<p><a>x</a></p>"
    assert sanitise_html(link(address).replace('"', "'")) == "<p><a>x</a></p>"


@pytest.mark.parametrize("address", KNOWN)
def test_an_address_of_a_known_kind_stays_to_the_letter(address):
    assert sanitise_html(link(address)) == link(address)
    assert links_unknown(link(address)) == []


parts = st.lists(
    st.sampled_from(["/", "\\", "//", "\t", "\n", " ", "evil.test", "https:", "@", "?", "#", ":",
                     "&#47;", "&#x5c;", "%2f", "\u2028", "a", "..", "javascript:"]), max_size=8,
).map("".join)  # fmt: skip


@given(parts)
def test_what_is_left_is_known_and_stays_as_it_is(address):
    clean = sanitise_html(link(address))
    assert links_unknown(clean) == []
    assert sanitise_html(clean) == clean


def hrefs(page) -> str:
    return "".join(html_of_body(list(page.body.raw_data)))


@pytest.mark.parametrize("address", ["//evil.test", "/\\evil.test", "https:evil.test"])
def test_no_route_brings_one_into_a_draft(house, address):
    page = draft(author=house["author"], text=f'<a href="{address}">her</a>')
    assert "evil" not in json.dumps(page.get_latest_revision().content)
    assert "evil" not in hrefs(Page.objects.get(pk=page.pk).specific)


def test_the_editor_says_which_link_and_loses_nothing(house):
    page = draft(author=house["author"])
    client = Client()
    client.force_login(house["author"])
    before = Revision.objects.count()
    data = form(page, summary="Ny ingress.")
    data["body-0-value-blocks-0-value"] = rich_text(link("//evil.test/skjema"))
    answer = client.post(f"/admin/pages/{page.pk}/edit/", data)
    assert answer.status_code == 200
    (said,) = answer.context["form"].errors["body"]
    assert said.startswith("En lenke fører til «//evil.test/skjema».")
    assert "Ny ingress." in answer.content.decode()
    assert Revision.objects.count() == before


@pytest.fixture
def signed_before(house, published, monkeypatch):
    """A text that was signed while the door let such a link through."""
    monkeypatch.setattr("content_models.body.sanitise_html", wash_html)
    with database_at(timezone.now() - timedelta(days=1)):  # before the gate began to ask
        page = published(draft(author=house["author"], text='<a href="//host.test/a">her</a>'))
    monkeypatch.undo()
    from content_models import body

    body._known_clean.clear()
    assert "//host.test/a" in hrefs(page)
    return page


def test_signed_words_stay_to_the_letter_whatever_is_done_beside_them(house, signed_before):
    """Moved, re-labelled and saved by a shell, under the signature that stands."""
    digest = Candidate(signed_before).clinical_digest
    edit(signed_before, author=house["author"], slug="ny-adresse")
    signed_before.get_latest_revision().publish(user=house["desk"])
    page = Page.objects.get(pk=signed_before.pk).specific
    edit(page, author=house["author"], machine_translated=True)
    Page.objects.get(pk=page.pk).get_latest_revision().publish(user=house["desk"])
    page = Page.objects.get(pk=signed_before.pk).specific
    page.save()
    assert Candidate(page).clinical_digest == digest
    actions = Edition.objects.order_by("number").values_list("action", "clinical_digest")
    assert list(actions) == [(each, digest) for each in ("published", "moved", "corrected")]


def test_the_editor_saves_what_stands_signed_beside_such_a_link(house, signed_before):
    client = Client()
    client.force_login(house["author"])
    data = form(signed_before, slug="en-annen")
    data["body-0-value-blocks-0-value"] = rich_text(hrefs(signed_before))
    answer = client.post(f"/admin/pages/{signed_before.pk}/edit/", data)
    assert answer.status_code == 302


def test_a_changed_block_and_another_page_are_not_spared(house, signed_before):
    changed = '<a href="//host.test/a">annet</a>'
    edit(signed_before, author=house["author"], body=[section(changed)])
    latest = signed_before.get_latest_revision_as_object()
    assert "//host.test" not in hrefs(latest)
    copy = signed_before.copy(
        update_attrs={"slug": "kopi"}, keep_live=False, copy_revisions=False, user=house["author"]
    )
    assert "//host.test" not in hrefs(copy.get_latest_revision_as_object())


def test_what_is_spared_passes_the_sanitisers_all_the_same():
    text = '<p><a href="//host.test">x</a><script>alert(1)</script></p>'
    raw = [{"type": "text", "id": "t", "value": text}]
    signed = '<p><a href="//host.test">x</a></p>'
    (block,) = clean_body(raw, spared=frozenset({signed}))
    assert block["value"] == signed
