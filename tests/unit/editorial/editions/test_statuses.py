"""What has become overdue is marked, once, each text for itself."""

import logging
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.selectors import public_by_id
from editorial.editions.services import status_refresh, status_set
from editorial.editions.tasks import status_clock
from tests.factories.pages import draft
from tests.timing import database_on
from tests.unit.editorial.editions.tampering import found

DAY = timedelta(days=1)


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"]))


def refresh(day):
    with database_on(day):
        return status_refresh()


def due(page):
    return PublicDocument.objects.get(page_id=page.pk).next_review_due


def test_a_text_is_overdue_from_the_day_that_its_review_is_due(live):
    before = Edition.objects.get()
    assert refresh(due(live) - DAY) == 0
    assert Edition.objects.count() == 1
    assert refresh(due(live)) == 1
    public = public_by_id(content_id=live.translation_key, lang="nb")
    said = public.data()["edition"]
    assert (public.state, public.status, public.number) == ("current", "overdue", 2)
    assert (said["action"], said["severity"], said["status"]) == ("status", "minor", "overdue")
    after = Edition.objects.get(number=2)
    for name in ("clinical_digest", "signoff_ids", "path", "revision_id", "next_review_due",
                 "last_reviewed", "first_published_at", "last_clinical_change"):  # fmt: skip
        assert getattr(after, name) == getattr(before, name)
    assert bytes(after.article) == bytes(before.article)
    assert after.published_at > before.published_at
    assert found() == []


def test_it_is_marked_once_and_however_late_the_clock_comes(live):
    late = due(live) + 400 * DAY
    assert [refresh(late) for _time in range(3)] == [1, 0, 0]
    assert LogEntry.objects.count() == 2


def test_only_the_newest_edition_is_repeated(live):
    first = Edition.objects.get()
    assert status_set(edition_id=first.pk, status="overdue") == 0
    with database_on(due(live)):
        assert status_set(edition_id=first.pk, status="overdue") == 1
        assert status_set(edition_id=first.pk, status="overdue") == 0
    assert Edition.objects.count() == 2


def test_what_is_withdrawn_is_not_marked(live):
    day = due(live)
    type(live).objects.get(pk=live.pk).unpublish()
    assert refresh(day) == 0
    assert Edition.objects.filter(action="status").count() == 0


def test_a_text_that_is_refused_stops_no_other_and_is_said(house, live, published, tamper, caplog):
    """Its sign-off was revoked before the database forbade it: the commit refuses."""
    tamper(
        "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason) "
        "SELECT id, signed_by_id, 'x' FROM signoff_signoff"
    )
    other = published(draft(author=house["author"], slug="to", title="To"))
    with caplog.at_level(logging.ERROR):
        assert refresh(due(other)) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "nb/levevaner/sovn-og-hvile could not be marked as overdue: "
        "A sign-off that the edition names does not stand for this text."
    ]
    statuses = PublicDocument.objects.order_by("path").values_list("status", flat=True)
    assert list(statuses) == ["current", "overdue"]


def test_the_clock_marks_by_the_database_and_not_by_what_the_worker_says(live):
    day = due(live)
    late = int(datetime.combine(day + 2 * DAY, time(12), tzinfo=UTC).timestamp())
    early = int(datetime.combine(day - 2 * DAY, time(12), tzinfo=UTC).timestamp())
    with database_on(day - DAY), time_machine.travel(late):
        status_clock(timestamp=late)
    assert PublicDocument.objects.get().status == "current"
    with database_on(day), time_machine.travel(early):
        status_clock(timestamp=early)
    assert PublicDocument.objects.get().status == "overdue"
