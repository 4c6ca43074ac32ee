"""Who may not take a public text down lets none end sooner; and every edition names who made it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from wagtail.log_actions import LogContext
from wagtail.models import Page

from content_models.clock import database_now, day_begins
from content_models.publishing import PublicationRefused
from editorial.editions.append import timestamp
from editorial.editions.audit import audit
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition
from editorial.workflow.scheduling import schedule_run
from tests.editing import opened
from tests.factories.pages import draft
from tests.flows.gate.forging import forge
from tests.flows.test_schedule import at, typed
from tests.forging import withdrawal_forge
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")
SOONER = "may let a public text end sooner"
MAY = {"desk", "duty", "chief"}


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"]))


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def ending(page, moment, *, by, begins=None):
    """Publish what is public with another end; no word of it is another one."""
    page = fresh(page)
    page.expire_at, page.go_live_at = moment, begins
    revision = page.save_revision(user=by)
    with LogContext(user=by):
        revision.publish(user=by, skip_permission_checks=True)


def pressed(page, *, by, **changes):
    """The editor's form with its button, and what it said."""
    browser = Client()
    browser.force_login(by)
    data = opened(fresh(page)) | {"go_live_at": "", "action-publish": "action-publish"} | changes
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", data, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def actors():
    return list(Edition.objects.order_by("pk").values_list("action", "actor_id"))


@pytest.mark.parametrize("who", ["superuser", "desk", "chief"])
def test_by_the_form(house, live, who):
    end = at(minutes=3)
    said = pressed(live, by=house[who], expire_at=typed(end))
    page = Page.objects.get(pk=live.pk)
    if who in MAY:
        assert page.expire_at == end
        assert actors()[1:] == [("corrected", house[who].pk)]
    else:
        assert SOONER in said
        assert page.expire_at is None
        assert len(actors()) == 1
        with database_at(end + timedelta(minutes=1)):
            assert expiry_run().expired == []
    assert list(audit()) == []


def test_what_is_sooner(house, live):
    """Than its end; where it has none, than its next review."""
    due = day_begins(Edition.objects.get().next_review_due)
    ends = due + timedelta(days=40)
    by = house["superuser"]
    with pytest.raises(PublicationRefused, match=SOONER):
        ending(live, due - timedelta(seconds=1), by=by)
    ending(live, ends, by=by)
    with pytest.raises(PublicationRefused, match=SOONER):
        ending(live, ends - timedelta(seconds=1), by=by)
    ending(live, ends + timedelta(days=1), by=by)
    ending(live, None, by=by)
    end = at(days=2)
    ending(live, end, by=house["desk"])
    # What it has now is no sooner than itself, whoever moves it.
    assert SOONER not in pressed(live, by=by, slug="flyttet", expire_at=typed(end))
    assert actors()[1:] == [
        *[("corrected", by.pk)] * 3, ("corrected", house["desk"].pk), ("moved", by.pk),
    ]  # fmt: skip


def test_on_the_clock(house, live):
    with pytest.raises(PublicationRefused, match=SOONER):
        ending(live, at(minutes=9), by=house["superuser"], begins=at(minutes=6))
    begins, end = at(minutes=6), at(minutes=9)
    ending(live, end, by=house["desk"], begins=begins)
    with database_at(begins):
        assert schedule_run().published == [live.pk]
    # Nobody is at work where the clock is.
    assert actors()[1:] == [("corrected", None)]
    assert Edition.objects.latest("pk").public_until == end


@pytest.mark.parametrize("who", ["superuser", "clinician", "desk", "chief"])
def test_by_sql(house, live, who):
    end = (database_now() + timedelta(minutes=3)).replace(microsecond=0)

    def sooner(row, envelope):
        Page.objects.filter(pk=live.pk).update(expire_at=end)
        row.update(actor_id=house[who].pk, public_until=end)
        envelope["edition"]["publicUntil"] = timestamp(end)

    if who in MAY:
        forge(live, sooner)
    else:
        with pytest.raises(DatabaseError, match="end sooner may not take it down"):
            forge(live, sooner)
    assert Edition.objects.count() == 1 + (who in MAY)


@pytest.mark.parametrize("who", ["superuser", "clinician", "author", *sorted(MAY)])
def test_who_is_named_as_having_unpublished_may(house, live, who):
    if who in MAY:
        withdrawal_forge(live, actor=house[who], reason="unpublished")
        return
    with pytest.raises(DatabaseError, match="taken it down may not"):
        withdrawal_forge(live, actor=house[who], reason="unpublished")
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("who", ["superuser", "desk", "chief"])
def test_a_move_a_label_and_a_removal_name_who_made_them(house, live, who):
    pressed(live, by=house[who], slug="flyttet")
    pressed(live, by=house[who], demonstration="on")
    named = [("moved", house[who].pk), ("corrected", house[who].pk)]
    assert actors()[1:] == named
    if who in MAY:
        with LogContext(user=house[who]):
            fresh(live).delete()
        named.append(("withdrawn", house[who].pk))
    assert actors()[1:] == named
    assert list(audit()) == []


@pytest.mark.parametrize("who", ["author", "duty", "clinician"])
def test_who_publishes(house, live, who):
    """Wagtail gives these people no button; past it, the gate asks."""
    page = fresh(live)
    page.slug = "flyttet"
    revision = page.save_revision(user=house[who])
    with LogContext(user=house[who]):
        if who == "clinician":
            revision.publish(user=house[who], skip_permission_checks=True)
        else:
            with pytest.raises(PublicationRefused, match="Only clinicians, desk editors and"):
                revision.publish(user=house[who], skip_permission_checks=True)
    assert len(actors()) == 1 + (who == "clinician")


def test_nobody_is_named_where_nobody_is_at_work(house, live):
    page = fresh(live)
    page.slug = "flyttet"
    page.save_revision(user=house["superuser"]).publish()
    assert actors()[1:] == [("moved", None)]
