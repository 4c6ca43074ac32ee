"""What was signed is not deleted, and no screen says that it was."""

import pytest
from django.test import Client
from wagtail.models import Page

from content_models.taxonomy.models import Topic
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.factories.pages import draft, home
from tests.signing import act, sign_data, submit

KEPT = "» ble ikke slettet: "


def signed_not_public(house, published):
    """One of two clinicians has signed it: nothing of it was ever public."""
    page = draft(author=house["author"], risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page))
    return page


def public(house, published):
    return published(draft(author=house["author"]))


def withdrawn(house, published):
    page = public(house, published)
    page.unpublish(user=house["chief"])
    return page


def above_a_public_one(house, published):
    public(house, published)
    return home()


EVIDENCE = [public, withdrawn, signed_not_public, above_a_public_one]


def posted(house, address, data=()):
    """What a person who may delete reads after the button."""
    client = Client()
    client.force_login(house["superuser"])
    client.get(address, follow=True)
    answer = client.post(address, dict(data), follow=True)
    assert answer.status_code == 200
    return [str(message).strip() for message in answer.context["messages"]]


@pytest.mark.parametrize("make", EVIDENCE)
@pytest.mark.parametrize("route", ["alone", "in bulk", "in bulk with another"])
def test_evidence_stays_as_it_is_and_the_screen_says_so(house, published, make, route):
    page = make(house, published)
    other = draft(author=house["author"], slug="annen", title="Annen")
    before = list(Page.objects.order_by("pk").values_list("pk", "live"))
    counts = Edition.objects.count(), SignOff.objects.count()
    ids = f"id={page.pk}" + (f"&id={other.pk}" if route.endswith("another") else "")
    address = f"/admin/bulk/wagtailcore/page/delete/?{ids}&next=/admin/"
    if route == "alone":
        address = f"/admin/pages/{page.pk}/delete/"
    (said,) = posted(house, address)
    assert KEPT in said
    assert list(Page.objects.order_by("pk").values_list("pk", "live")) == before
    assert (Edition.objects.count(), SignOff.objects.count()) == counts


@pytest.mark.parametrize("route", ["alone", "in bulk"])
def test_a_draft_that_nobody_signed_goes(house, route):
    page = draft(author=house["author"])
    address = f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}&next=/admin/"
    if route == "alone":
        address = f"/admin/pages/{page.pk}/delete/"
    (said,) = posted(house, address)
    assert KEPT not in said
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("many", [1, 2])
def test_vocabulary_is_deleted_in_bulk(house, many):
    topics = [Topic.objects.create(slug=f"t{n}", name_nb=f"Emne {n}") for n in range(many)]
    ids = "&".join(f"id={topic.pk}" for topic in topics)
    address = f"/admin/bulk/content_models/topic/delete/?{ids}&next=/admin/"
    (said,) = posted(house, address)
    assert KEPT not in said
    assert not Topic.objects.filter(pk__in=[topic.pk for topic in topics]).exists()
