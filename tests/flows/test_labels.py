"""A warning label goes on at any time, and comes off under a new sign-off only."""

import pytest
from django.db import DatabaseError
from django.utils import translation

from content_models import publishing
from content_models.publishing import PublicationRefused
from editorial.editions.models import Edition
from editorial.editions.rules import Verdict
from editorial.editions.selectors import public_by_id
from tests.factories.pages import draft

LABELS = ("demonstration", "machine_translated")


def labels_of(page):
    editorial = public_by_id(content_id=page.translation_key, lang="nb").data()["editorial"]
    return (editorial["demonstration"], editorial["machineTranslated"])


def publish(page, house, **fields):
    """What a desk editor does to an editorial field under a sign-off that stands."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=house["desk"]).publish(user=house["desk"], skip_permission_checks=True)


@pytest.fixture
def labelled(house, published):
    fields = dict.fromkeys(LABELS, True)
    return published(draft(author=house["author"], **fields))


def test_a_label_is_put_on_under_the_sign_off_that_stands(house, live):
    publish(live, house, demonstration=True, machine_translated=True)
    assert labels_of(live) == (True, True)
    assert list(Edition.objects.values_list("action", flat=True)) == ["published", "corrected"]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_does_not_come_off_under_an_older_sign_off(house, labelled, label):
    with translation.override("en"), pytest.raises(PublicationRefused) as refusal:
        publish(labelled, house, **{label: False})
    assert [reason.code for reason in refusal.value.reasons] == [
        "unsigned",
        "stale-signoff",
        "label",
    ]
    assert labels_of(labelled) == (True, True)
    assert Edition.objects.count() == 1


def test_a_label_comes_off_by_a_new_review(house, labelled, published):
    page = type(labelled).objects.get(pk=labelled.pk)
    page.demonstration = False
    page.save_revision(user=house["author"])
    published(page)
    assert labels_of(page) == (False, True)


def test_what_came_off_by_a_review_stays_off_when_the_text_moves(house, labelled, published):
    page = type(labelled).objects.get(pk=labelled.pk)
    page.machine_translated = False
    page.save_revision(user=house["author"])
    published(page)
    publish(page, house, slug="sovn")
    assert labels_of(page) == (True, False)
    assert Edition.objects.order_by("-number").first().action == "moved"


def test_the_database_holds_the_label_by_itself(house, labelled, monkeypatch):
    """With the save's own gate deceived, the commit refuses."""
    standing = tuple(Edition.objects.get().signoff_ids)
    monkeypatch.setattr(
        "editorial.editions.gate.signoff_verdict",
        lambda **_facts: Verdict(reasons=[], chosen=standing),
    )
    with pytest.raises(DatabaseError, match="A warning label was taken off"):
        publish(labelled, house, demonstration=False)
    assert labels_of(labelled) == (True, True)
    assert Edition.objects.count() == 1


def test_another_field_changes_under_the_labels(house, labelled):
    publish(labelled, house, slug="en-annen-adresse")
    assert labels_of(labelled) == (True, True)
    assert publishing.refusals(publishing.Candidate(type(labelled).objects.get())) == []
