"""A process whose clock is two days wrong takes nothing down, publishes nothing, misses nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.database.owner import as_owner
from content_models.publishing import PublicationRefused
from editorial.editions import expiry
from editorial.editions.clock import database_now, database_today
from editorial.editions.keys import public_jwks
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.receipts import receipt_verify
from editorial.editions.services import edition_withdraw
from editorial.editions.tasks import expiry_clock, status_clock
from editorial.people.models import Credential
from editorial.signoff.services import SignOffRefused
from editorial.workflow.tasks import schedule_clock
from tests.contract.rows import owner
from tests.factories.pages import draft
from tests.flows.test_ways_round_admin import form
from tests.signing import act, sign_data, submit
from tests.timing import database_at, database_on

AHEAD, BEHIND = timedelta(days=2), timedelta(days=-2)
HOUR = timedelta(hours=1)

wrong = pytest.mark.parametrize("away", [AHEAD, BEHIND], ids=["ahead", "behind"])


def wrong_by(away):
    return time_machine.travel(timezone.now() + away)


def clocks_run():
    """Every clock that writes about texts, told the time of this process as the worker tells it."""
    timestamp = int(timezone.now().timestamp())
    for clock in (schedule_clock, expiry_clock, status_clock):
        clock(timestamp=timestamp)


def in_clinic(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


def sign(state, house):
    data = sign_data(state.current_task_state.revision.as_object())
    act(state, "sign", by=house["clinician"], **data)


def standing(page):
    row = PublicDocument.objects.filter(content_id=page.translation_key).first()
    return (row.state, row.status, row.number) if row else None


@wrong
def test_no_clock_takes_down_or_marks_before_the_time(house, published, away):
    page = published(draft(author=house["author"], expire_at=timezone.now() + 30 * HOUR))
    review = PublicDocument.objects.get().next_review_due
    with wrong_by(away):
        clocks_run()
    with database_on(review - timedelta(days=1)), wrong_by(away):
        with owner() as connection:  # as if it had no end
            connection.execute("UPDATE editions_publicdocument SET public_until = NULL")
        clocks_run()
    assert standing(page) == ("current", "current", 1)


@wrong
def test_every_clock_does_what_is_due(house, published, away):
    """Also one that is behind: what has ended by the database is withdrawn, what is due is out."""
    ending = published(draft(author=house["author"], expire_at=timezone.now() + HOUR))
    aging = published(draft(author=house["author"], slug="eldre", title="Eldre"))
    coming = draft(author=house["author"], slug="ny", title="Ny", go_live_at=timezone.now() + HOUR)
    sign(in_clinic(coming, house), house)
    review = PublicDocument.objects.get(page_id=aging.pk).next_review_due
    assert standing(coming) is None
    with database_at(timezone.now() + HOUR), wrong_by(away):
        clocks_run()
    assert (standing(ending), standing(coming)) == (
        ("withdrawn", "withdrawn", 2),
        ("current", "current", 1),
    )
    withdrawal = Edition.objects.get(page_id=ending.pk, action="withdrawn")
    assert b'"reason":"expired"' in bytes(withdrawal.envelope)
    with database_on(review), wrong_by(away):
        clocks_run()
    assert standing(aging) == ("current", "overdue", 2)


@wrong
def test_a_signature_publishes_now_or_waits_by_the_database(house, away):
    """By the signer's own web process, whose clock is wrong."""
    go_live_at = (timezone.now() + 30 * HOUR).replace(microsecond=0)
    later = draft(author=house["author"], go_live_at=go_live_at)
    due = draft(
        author=house["author"], slug="ny", title="Ny", go_live_at=timezone.now() - 30 * HOUR
    )
    states = [in_clinic(page, house) for page in (later, due)]
    before = database_now()
    with wrong_by(away):
        for state in states:
            sign(state, house)
    assert (standing(later), standing(due)) == (None, ("current", "current", 1))
    waiting = Revision.objects.get(approved_go_live_at__isnull=False)
    assert (waiting.object_id, waiting.approved_go_live_at) == (str(later.pk), go_live_at)
    edition = Edition.objects.get()
    assert before < edition.published_at < before + HOUR
    issued = receipt_verify(edition.receipt, jwks=public_jwks()).claims["iat"]
    assert issued == int(edition.published_at.timestamp())
    page = Page.objects.get(pk=due.pk)
    assert before < page.last_published_at < before + HOUR


def test_a_review_begun_before_a_withdrawal_is_over_whatever_a_process_says(house, live):
    with wrong_by(AHEAD):
        state = in_clinic(live, house)
    # The withdrawal ends it; that it stood all the same is for the rule to see.
    edition_withdraw(
        content_id=live.translation_key, actor=house["duty"], reason="error", notices={}
    )
    with as_owner(), connection.cursor() as cursor:
        for table, key in (
            ("wagtailcore_workflowstate", state.pk),
            ("wagtailcore_taskstate", state.current_task_state_id),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET status = 'in_progress' WHERE id = %s", [key])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    state.refresh_from_db()
    with pytest.raises(SignOffRefused) as refused:
        sign(state, house)
    assert [reason.code for reason in refused.value.reasons] == ["withdrawn"]
    assert standing(live) == ("withdrawn", "withdrawn", 2)


@pytest.mark.parametrize("days", [-1, 1])
@wrong
def test_a_credential_holds_by_the_day_of_the_database(house, away, days):
    """Not when it ended yesterday or begins tomorrow; and today it does."""
    today = database_today()
    day = today + timedelta(days=days)
    states = [
        in_clinic(draft(author=house["author"], slug=slug, title=slug), house)
        for slug in ("en", "to")
    ]
    rows = Credential.objects.filter(profile__user=house["clinician"])
    rows.update(valid_from=day, valid_until=day)
    with wrong_by(away), pytest.raises(SignOffRefused) as refused:
        sign(states[0], house)
    assert [reason.code for reason in refused.value.reasons] == ["no-credential"]
    rows.update(valid_from=today, valid_until=today)
    with wrong_by(away):
        sign(states[1], house)
    assert Edition.objects.count() == 1


@wrong
def test_an_editor_sets_dates_by_the_database(house, live, away):
    end = (timezone.now() + 30 * HOUR).replace(second=0, microsecond=0)
    client = Client()
    client.force_login(house["desk"])
    typed = timezone.localtime(end).strftime("%Y-%m-%d %H:%M")
    passed = timezone.localtime(end - 60 * HOUR).strftime("%Y-%m-%d %H:%M")
    with wrong_by(away):
        # A session of this process: its end is no matter of a text.
        client.force_login(house["desk"])
        edit = f"/admin/pages/{live.pk}/edit/"
        refused = client.post(edit, form(live, expire_at=passed), follow=True)
        assert "expire_at" in refused.context["form"].errors
        taken = client.post(edit, form(live, expire_at=typed), follow=True)
    assert taken.status_code == 200
    assert Page.objects.get(pk=live.pk).get_latest_revision_as_object().expire_at == end


def test_what_has_ended_is_not_published_by_a_process_that_is_behind(house, in_english):
    page = draft(author=house["author"], expire_at=timezone.now() + HOUR)
    state = in_clinic(page, house)
    with (
        database_at(timezone.now() + HOUR),
        wrong_by(BEHIND),
        pytest.raises(PublicationRefused) as refused,
    ):
        sign(state, house)
    assert [reason.code for reason in refused.value.reasons] == ["expired"]
    assert standing(page) is None


def test_a_text_that_got_more_time_meanwhile_stays(house, published, monkeypatch):
    """Between the list that the clock reads and the page that it takes down."""
    end = timezone.now() + HOUR
    page = published(draft(author=house["author"], expire_at=end))
    expire = expiry.page_expire

    def prolonged_first(*, page_id):
        with owner() as connection:
            connection.execute(
                "UPDATE editions_publicdocument SET public_until = %s", [end + 30 * HOUR]
            )
        return expire(page_id=page_id)

    monkeypatch.setattr(expiry, "page_expire", prolonged_first)
    with database_at(end):
        assert expiry.expiry_run().expired == []
    assert standing(page) == ("current", "current", 1)
