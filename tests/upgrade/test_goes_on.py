"""After the upgrade the older house's texts go on: what was signed is not asked for anew."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from wagtail.models import Page, TaskState

from cms.users.models import User
from content_models.clock import day_of
from editorial.editions.audit import audit
from editorial.editions.models import Edition
from editorial.editions.rules import add_months
from editorial.editions.services import status_refresh
from editorial.signoff.models import SignOff
from tests.signing import act, sign_data
from tests.timing import database_on
from tests.upgrade.house import older_house

MONTHS = {"A": 12, "B": 24, "C": 36, "D": 36}


@pytest.fixture
def older(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), older_house(tmp_path) as house:
        call_command("database_prepare", verbosity=0)
        yield house


def newest():
    """The newest edition of each text that is public, by its address."""
    found = {}
    for edition in Edition.objects.order_by("number"):
        found[edition.lang, edition.path] = edition
    return {key: each for key, each in found.items() if each.action != "withdrawn"}


def test_what_becomes_overdue_is_marked_by_the_scheme_of_today(older):
    """Also a text that was signed in the first hours of a day in Oslo, and one with a search title:
    their days are counted anew, and the words that nobody signed are not repeated.
    """
    before = newest()
    night = [
        each for each in before.values()
        if each.last_reviewed != max(map(day_of, signed_at(each)))
    ]  # fmt: skip
    titled = [
        each for each in before.values()
        if json.loads(bytes(each.envelope))["editorial"].get("seoTitle")
    ]  # fmt: skip
    assert len(night) >= 1
    assert len(titled) >= 1
    last = max(each.next_review_due for each in before.values()) + timedelta(days=2)
    with database_on(last):
        # The older ones of class A are over by then; the clocks of the house take them down first.
        marked = status_refresh()
    after = newest()
    assert marked == sum(after[key].number > each.number for key, each in before.items())
    for each in [*night, *titled]:
        found = after[each.lang, each.path]
        assert (found.action, found.status, found.edition_scheme) == ("status", "overdue", 2)
        reviewed = max(map(day_of, signed_at(found)))
        assert (found.last_reviewed, found.next_review_due) == (
            reviewed, add_months(reviewed, MONTHS[found.risk_class]),
        )  # fmt: skip
        assert set(json.loads(bytes(found.envelope))["editorial"]) == {
            "demonstration", "machineTranslated",
        }  # fmt: skip
        assert bytes(found.article) == bytes(each.article)
        assert found.signoff_ids == each.signoff_ids
    assert list(audit()) == []


def signed_at(edition):
    return SignOff.objects.filter(pk__in=edition.signoff_ids).values_list("signed_at", flat=True)


OWN_DAY = date(2026, 11, 28)


def test_each_public_text_moves_and_is_labelled_with_no_signature_asked_anew(older):
    count = SignOff.objects.count()
    desk = User.objects.get(username="desk")
    moved = []
    with database_on(OWN_DAY):
        for edition in newest().values():
            if add_months(edition.last_reviewed, MONTHS[edition.risk_class]) < OWN_DAY:
                continue
            slug, label = {"slug": f"flyttet-{edition.page_id}"}, {"demonstration": True}
            if b'"demonstration":true' in bytes(edition.envelope):
                label = {"machine_translated": True}
            for change in (slug, label):
                page = Page.objects.get(pk=edition.page_id).specific
                for name, value in change.items():
                    setattr(page, name, value)
                page.save_revision(user=desk).publish(user=desk)
            moved.append(Edition.objects.filter(page_id=edition.page_id).order_by("-number")[:2])
        assert list(audit()) == []
    assert len(moved) >= 10
    for labelled, at_new_address in moved:
        assert labelled.edition_scheme == at_new_address.edition_scheme == 2
        assert at_new_address.action == "moved"
        assert labelled.action in ("corrected", "reaffirmed")
    assert SignOff.objects.count() == count


def test_a_review_that_was_half_signed_is_signed_to_its_end(older):
    half = [
        step for step in TaskState.objects.filter(status="in_progress")
        if SignOff.objects.filter(task_state=step).count() == 1
    ]  # fmt: skip
    assert len(half) == 2
    with database_on(OWN_DAY):
        for step in half:
            first = SignOff.objects.get(task_state=step).signed_by.username
            other = {"clinician": "second", "second": "clinician"}[first]
            text = step.revision.as_object()
            act(step.workflow_state, "sign", by=User.objects.get(username=other), **sign_data(text))
            edition = Edition.objects.get(page_id=text.pk)
            assert SignOff.objects.get(task_state=step, signed_by__username=first).pk in (
                edition.signoff_ids
            )
        assert list(audit()) == []
