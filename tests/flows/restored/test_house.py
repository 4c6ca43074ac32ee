"""The house stands still, but for what takes down."""

import shutil
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from content_models.publishing import PublicationRefused
from editorial.editions.continuity import watch
from editorial.editions.continuity.models import Hold
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.continuity.services import hold_raise
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.models import Edition, LogEntry
from editorial.editions.services import status_refresh, status_set
from editorial.editions.tasks import head_clock
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft
from tests.flows.restored.story import LOST, accept, state, withdraw
from tests.timing import database_on

pytestmark = pytest.mark.usefixtures("in_english")


def test_nothing_is_published(story, published):
    waiting = draft(author=story.house["author"], slug="venter", title="Venter")
    with pytest.raises(PublicationRefused) as refused:
        published(waiting)
    assert [reason.code for reason in refused.value.reasons] == ["restored"]
    assert str(refused.value) == (
        "The database was restored from an older backup, and the end of the log is lost. "
        "Nothing can be published until an editor-in-chief has accepted that."
    )
    assert LogEntry.objects.count() == 2


def test_nothing_is_published_past_the_gate_either(story):
    hold_raise()
    edition = Edition.objects.get(page_id=story.other.pk)
    with (
        database_on(edition.next_review_due),
        pytest.raises(DatabaseError, match="nothing is published until a person accepts it"),
    ):
        status_set(edition_id=edition.pk, status="overdue")
    assert LogEntry.objects.count() == 2


def test_the_clocks_publish_nothing_and_vouch_for_nothing(story, caplog):
    assert schedule_run().held == LOST
    with database_on(date(2099, 1, 1)):
        assert status_refresh() == 0
    head_clock(timestamp=0)
    assert LOST in caplog.text
    assert Hold.objects.get().last_seq == 4
    assert [head.seq for head in signed_heads() if not head.is_restored] == [2, 3, 4]
    head_clock(timestamp=0)
    assert Hold.objects.count() == 1


def test_withdrawals_go_on_and_are_signed(story, client):
    hold_raise()
    withdraw(story.other, by=story.house["duty"])
    assert state(story.other) == "withdrawn"
    marked = [head for head in signed_heads() if head.is_restored]
    assert [(head.seq, len(head.fact_keys)) for head in marked] == [(2, 1), (3, 2)]
    assert client.get("/nb/levevaner/annet").status_code == 503


def test_audit_and_sweep_say_why(story):
    with pytest.raises(CommandError, match="First: entry 3: Entries 3 to 4 are lost"):
        call_command("audit_editions")
    with pytest.raises(CommandError, match="First: entry 3: Entries 3 to 4 are lost"):
        call_command("integrity_sweep")


def test_what_is_kept_in_the_database_outlives_the_folder(story, client):
    hold_raise()
    shutil.rmtree(settings.SIGNED_HEADS_DIRS[0])
    watch.forget()
    assert client.get("/nb/levevaner/farlig").status_code == 503
    assert standing_now().lost == (3, 4)
    # It may be true, or invented by whoever has the application's password: a person looks at it.
    with pytest.raises(CommandError, match="No signed head of this house backs hold 1"):
        accept()
    assert state(story.unsafe) == "current"
    withdraw(story.unsafe, by=story.house["duty"])
    accept(leave_unsaid=True)
    assert standing_now().is_restored is False
