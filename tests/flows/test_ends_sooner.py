"""Who may not take a public text down lets none end sooner; and every edition names who made it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
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
from tests.factories.pages import draft, edit
from tests.flows.gate.forging import forge
from tests.flows.test_schedule import at, typed
from tests.forging import withdrawal_forge
from tests.timing import database_at, database_on

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


def accepted(write, page, end, *, by):
    """Written, and taken back."""
    with transaction.atomic():
        write(page, end, by=by)
        transaction.set_rollback(True)


def sooner_forge(page, end, *, by):
    """The same, past everything in Python."""

    def sooner(row, envelope):
        Page.objects.filter(pk=page.pk).update(expire_at=end)
        row.update(actor_id=by.pk, public_until=end)
        envelope["edition"]["publicUntil"] = timestamp(end)

    forge(page, sooner)


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


def test_in_however_many_steps(house, live):
    """An end that is taken away makes no way for a sooner one, however it is done."""
    due = day_begins(Edition.objects.get().next_review_due)
    far = due + timedelta(days=400)
    by = house["superuser"]
    ending(live, far, by=house["desk"])
    ending(live, None, by=by)
    pressed(live, by=house["desk"], slug="flyttet", expire_at="")
    for end in (at(minutes=9), due, due + timedelta(days=1), far - timedelta(seconds=1)):
        assert SOONER in pressed(live, by=by, expire_at=typed(end))
        with pytest.raises(DatabaseError, match="end sooner may not take it down"):
            sooner_forge(live, end, by=by)
    ending(live, far, by=by)
    # Whoever may, has the last word: from there it is counted on.
    ending(live, at(days=2), by=house["chief"])
    ending(live, at(days=9), by=by)
    with pytest.raises(PublicationRefused, match=SOONER):
        ending(live, at(days=5), by=by)
    assert [actor for _action, actor in actors()[1:]] == [
        house["desk"].pk, by.pk, house["desk"].pk, by.pk, house["chief"].pk, by.pk,
    ]  # fmt: skip


def test_without_an_end_none_within_a_day(house, live):
    """From the day of its review on, too."""
    by = house["superuser"]
    with database_on(Edition.objects.get().next_review_due):
        soon = database_now() + timedelta(hours=23)
        with pytest.raises(PublicationRefused, match=SOONER):
            ending(live, soon, by=by)
        with pytest.raises(DatabaseError, match="end sooner may not take it down"):
            sooner_forge(live, soon, by=by)
        ending(live, soon + timedelta(hours=2), by=by)
        # It is the end that it has now, and stays so.
        with pytest.raises(PublicationRefused, match=SOONER):
            ending(live, soon, by=by)
    assert len(actors()) == 2


def test_the_gate_and_the_database_draw_one_line(house, live):
    """To the second, in each state that a text can be in."""
    by, desk = house["superuser"], house["desk"]
    due = day_begins(Edition.objects.get().next_review_due)
    second = timedelta(seconds=1)
    near = at(days=3)
    states = [None, due + timedelta(days=30), None, due + timedelta(days=90), near, None]
    lines = []
    for state in states:
        ending(live, state, by=desk)
        page = fresh(live)
        with connection.cursor() as cursor:
            cursor.execute("SELECT editions_promised(%s, 'nb', NULL)", [page.translation_key])
            line = cursor.fetchone()[0]
        lines.append(line)
        with pytest.raises(PublicationRefused, match=SOONER):
            ending(live, line - second, by=by)
        with pytest.raises(DatabaseError, match="end sooner may not take it down"):
            sooner_forge(live, line - second, by=by)
        for write in (ending, sooner_forge):
            accepted(write, live, line, by=by)
    assert lines == [
        due, due + timedelta(days=30), due + timedelta(days=30), due + timedelta(days=90),
        near, due + timedelta(days=90),
    ]  # fmt: skip


def test_what_is_promised_begins_anew_with_a_signature(house, live, published):
    due = day_begins(Edition.objects.get().next_review_due)
    ending(live, due + timedelta(days=400), by=house["chief"])
    ending(live, None, by=house["chief"])
    edit(fresh(live), author=house["author"], title="Søvn og vann")
    published(fresh(live))
    ending(live, due + timedelta(days=1), by=house["superuser"])
    assert [action for action, _actor in actors()] == [
        "published", "corrected", "corrected", "published", "corrected",
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
    if who in MAY:
        sooner_forge(live, end, by=house[who])
    else:
        with pytest.raises(DatabaseError, match="end sooner may not take it down"):
            sooner_forge(live, end, by=house[who])
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
