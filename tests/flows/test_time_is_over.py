"""A text whose time is over: hidden with a notice without any clock, withdrawn by the clock."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from content_models.pages import TreatmentPage
from content_models.publishing import Reason
from editorial.editions import expiry
from editorial.editions.expiry import expiry_run, page_expire
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.services import WithdrawalRefused
from editorial.editions.tasks import expiry_clock
from editorial.editions.withdrawal import WithdrawalReason
from tests.contract.rows import ENDED
from tests.factories.pages import draft
from tests.timing import database_at, time_over


@pytest.fixture
def class_a(house, published):
    """A signed text of class A, so that it ends half a year after its review was due."""

    def make(slug="medisin"):
        fields = {"slug": slug, "title": slug.title(), "risk_class": "A", "text": "Ta én tablett."}
        return published(draft(TreatmentPage, author=house["author"], **fields))

    return make


def feed(client):
    entries = json.loads(client.get("/api/v1/changes?since=0").content)["entries"]
    return [(entry["contentId"], entry["action"]) for entry in entries]


def actions(page):
    rows = Edition.objects.filter(content_id=page.translation_key).order_by("number")
    return list(rows.values_list("action", flat=True))


def test_it_is_gone_with_a_notice_before_the_clock_and_after_and_the_feed_tells(client, class_a):
    page = class_a()
    item = str(page.translation_key)
    addresses = (
        f"/api/v1/content/{item}?lang=nb", f"/api/v1/content/nb/{page.public_path}",
        f"/nb/{page.public_path}",
    )  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    time_over(page)

    def answers():
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 410
            assert ENDED in response.text
            assert "Ta én tablett" not in response.text
            yield json.loads(response.content)["type"] if "/api/" in address else "page"

    assert list(answers()) == [*["urn:helsekilde:problem:expired"] * 2, "page"]
    assert (feed(client), actions(page)) == ([(item, "published")], ["published"])

    for _time in range(2):
        expiry_clock(timestamp=int(timezone.now().timestamp()))
        assert list(answers()) == [*["urn:helsekilde:problem:withdrawn"] * 2, "page"]
        assert feed(client) == [(item, "published"), (item, "withdrawn")]
        assert actions(page) == ["published", "withdrawn"]
    notice = json.loads(client.get(addresses[0]).content)
    assert (notice["reason"], notice["replacement"]) == (str(WithdrawalReason.EXPIRED), None)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_what_was_never_public_is_no_410(client, house):
    page = draft(TreatmentPage, author=house["author"], risk_class="A")
    for address in (
        f"/api/v1/content/{page.translation_key}?lang=nb",
        f"/api/v1/content/nb/{page.public_path}",
        f"/nb/{page.public_path}",
    ):
        assert client.get(address).status_code == 404


def test_a_text_with_time_left_is_left_alone(class_a):
    page = class_a()
    until = PublicDocument.objects.get().public_until
    early = until - timedelta(seconds=1)
    with database_at(early):
        assert expiry_run().expired == []
        assert page_expire(page_id=page.pk) is False
    assert actions(page) == ["published"]
    with database_at(until):
        assert expiry_run().expired == [page.pk]
    assert actions(page) == ["published", "withdrawn"]


def test_the_command_does_what_the_clock_does(class_a, capsys):
    page = class_a()
    time_over(page)
    call_command("publish_scheduled")
    assert capsys.readouterr().out == "0 published, 1 expired, 0 refused.\n"
    assert actions(page) == ["published", "withdrawn"]
    call_command("publish_scheduled")
    assert capsys.readouterr().out == "0 published, 0 expired, 0 refused.\n"


@pytest.mark.parametrize("said", ["", " \n", "locked\nby whom"])
def test_whatever_the_database_says_stops_no_other_text(class_a, monkeypatch, said):
    first, second = class_a(), class_a("plaster")
    expire = expiry.page_expire

    def refused_first(*, page_id):
        if page_id == first.pk:
            raise DatabaseError(said)
        return expire(page_id=page_id)

    monkeypatch.setattr(expiry, "page_expire", refused_first)
    time_over(first)
    time_over(second)
    report = expiry_run()
    told = said.partition("\n")[0].strip() or "DatabaseError"
    assert (report.refused, report.expired) == ({first.pk: [told]}, [second.pk])


def test_a_refusal_is_told_and_stops_no_other_text(class_a, monkeypatch, caplog):
    first, second = class_a(), class_a("plaster")
    stop = expiry.texts_stop

    def refuse_first(*, content_id, **what):
        if content_id == first.translation_key:
            raise WithdrawalRefused([Reason(code="no", text="Not now.")])
        return stop(content_id=content_id, **what)

    monkeypatch.setattr(expiry, "texts_stop", refuse_first)
    time_over(first)
    time_over(second)
    with caplog.at_level(logging.WARNING):
        expiry_clock(timestamp=int(timezone.now().timestamp()))
    assert [record.getMessage() for record in caplog.records] == [
        f"Page {first.pk} could not expire: Not now."
    ]
    assert (actions(first), actions(second)) == (["published"], ["published", "withdrawn"])
