"""What stops something and has no entry of the log is lost by a restore as well, and is noticed."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from content_models.publishing import PublicationRefused
from editorial.editions.audit import audit
from editorial.editions.continuity import services as continuity
from editorial.editions.continuity import watch
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.continuity.services import hold_raise
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.heads.services import head_sign
from editorial.editions.models import LogEntry, TakingBack, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.editions.taking_down import stoppable
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import signoff_take_back, takings_back_run
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.workflow.scheduling import schedule_run
from tests.backups import backups
from tests.factories.pages import draft, edit
from tests.flows.restored.story import accept
from tests.flows.test_stops import signed
from tests.holding import TAKE_ORDER, held
from tests.signing import act, sign_data, submit
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")
SOON = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
PAGE_HELD = "SELECT 1 FROM wagtailcore_page FOR UPDATE"


def on_the_clock(house, published):
    page = draft(author=house["author"], slug="farlig", title="Farlig råd", go_live_at=SOON)
    signed(page, house)
    return page


def in_review(house, published):
    """One of two has signed."""
    page = draft(author=house["author"], slug="farlig", title="Farlig råd", risk_class="A")
    step = submit(page, by=house["author"])
    act(step, "approve", by=house["desk"])
    step.refresh_from_db()
    act(step, "sign", by=house["clinician"], **sign_data(page))
    return page


def kept_back(house, published):
    """Signed, and taken off the clock."""
    page = on_the_clock(house, published)
    Revision.page_revisions.filter(object_id=str(page.pk)).update(approved_go_live_at=None)
    return page


def public(house, published):
    return published(draft(author=house["author"], slug="farlig", title="Farlig råd"))


def replaced(house, published):
    page = public(house, published)
    edit(page, author=house["author"], title="Nytt råd")
    return published(type(page).objects.get(pk=page.pk))


def stop(page, house):
    item_withdraw(content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={})


@contextmanager
def kept_waiting(statement):
    """Whoever stops something meanwhile finds this held at their only try: it waits.

    Only they have so little patience. What is done again after the restore is tried as ever, so
    that a lock that somebody has for a moment does not leave it undone.
    """
    with pytest.MonkeyPatch.context() as patch, held(statement):
        patch.setattr(services, "REQUEST_SECONDS", 0)
        patch.setattr(services, "LOCK_SECONDS", 0.2)
        yield


def stop_waits(page, house):
    with kept_waiting(TAKE_ORDER):
        stop(page, house)
    assert WithdrawalWish.objects.filter(outcome=None).count() == 1


def taking_waits(page, house, *, what=TAKE_ORDER):
    """By the signer of the edition that is public."""
    with kept_waiting(what):
        signoff_take_back(
            signoff=SignOff.objects.latest("pk"), actor=house["chief"], reason="Feil dose.",
            cause="unsafe",
        )  # fmt: skip
    assert not SignOffRevocation.objects.exists()


def old_taking_waits(page, house):
    """Of an edition that another one has replaced."""
    with kept_waiting(TAKE_ORDER):
        signoff_take_back(
            signoff=SignOff.objects.filter(page_id=page.pk).earliest("pk"), cause="unsafe",
            actor=house["clinician"], reason="Feil dose.",
        )  # fmt: skip
    assert TakingBack.objects.count() == 1


def signed_taking_waits(page, house):
    """Of a text that is on the clock."""
    taking_waits(page, house, what=PAGE_HELD)
    assert TakingBack.objects.count() == 1


LOST = {
    "a stop on the clock": (on_the_clock, stop),
    "a stop in review": (in_review, stop),
    "a stop of what was signed and kept back": (kept_back, stop),
    "a withdrawal that waits": (public, stop_waits),
    "a signature of a public text that is being taken back": (public, taking_waits),
    "a signature of an old edition that is being taken back": (replaced, old_taking_waits),
    "a signature on the clock that is being taken back": (on_the_clock, signed_taking_waits),
}


@pytest.fixture
def losing(db, house, published):
    """Something is stopped after a backup, which is restored. No head is signed but by the act."""

    @contextmanager
    def lost(kind, *, is_empty=False):
        before, act_of = LOST[kind]
        with backups(db) as made:
            if not is_empty:
                published(draft(author=house["author"], slug="annet", title="Annet råd"))
            page = before(house, published)
            head_sign()
            number = made.take()
            entries = LogEntry.objects.count()
            act_of(page, house)
            assert LogEntry.objects.count() == entries
            made.restore(number)
            watch.forget()
            yield page

    return lost


@pytest.mark.parametrize(
    ("kind", "is_empty"),
    [
        *((kind, False) for kind in LOST),
        ("a stop on the clock", True),
        ("a signature on the clock that is being taken back", True),
    ],
)
def test_it_is_noticed_and_done_again(losing, client, kind, is_empty):
    """`is_empty`: nothing was ever published, so the log has no entry at all."""
    with losing(kind, is_empty=is_empty) as page:
        assert standing_now().sentence().startswith("What had been stopped or taken back is lost")
        assert client.get("/nb/levevaner/farlig").status_code == 503
        health = client.get("/api/v1/health")
        assert (health.status_code, health.json()["status"]) == (503, "restored")
        with database_at(SOON):
            assert schedule_run().published == []
        said = accept()
        assert str(page.translation_key) in said
        assert standing_now().is_restored is False
        assert [str(row) for row in audit()] == []
        with database_at(SOON):
            assert schedule_run().published == []
        shown = 200 if "old edition" in kind else 404
        status = client.get("/nb/levevaner/farlig").status_code
        assert status == shown or (shown == 404 and status == 410)
        if "signature" in kind:
            taken = SignOffRevocation.objects.get()
            assert (taken.cause, taken.reason) == ("unsafe", "Feil dose.")
        else:
            assert stoppable(content_id=page.translation_key) == []
        assert (wishes_run(), takings_back_run()) == ({}, {})
        # It is decided: neither the heads nor the hold stop the house again.
        head_sign()
        watch.forget()
        assert standing_now().is_restored is False
        assert accept().startswith("The log goes on from its signed heads")


def test_what_was_signed_before_the_lost_stop_is_not_published_again(losing, house):
    with losing("a stop of what was signed and kept back") as page:
        accept()
        revision = Page.objects.get(pk=page.pk).get_latest_revision()
        revision.approved_go_live_at = None
        with pytest.raises(PublicationRefused) as refused:
            revision.publish(user=house["superuser"], skip_permission_checks=True)
        assert "stale-signoff" in [reason.code for reason in refused.value.reasons]


def test_what_is_lost_is_shown_before_anything_is_changed(losing, capsys):
    with losing("a stop on the clock") as page:
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("restore_accept")
        said = capsys.readouterr().out
        assert "Texts that somebody had asked to stop there, public or not: 1" in said
        assert f"nb {page.translation_key}: unsafe, " in said
        assert not WithdrawalWish.objects.exists()


def test_a_decision_before_the_stop_is_done_again_is_refused(losing, monkeypatch):
    with losing("a stop on the clock"):
        monkeypatch.setattr(continuity, "lost_again", lambda *_args, **_more: None)
        with pytest.raises(CommandError, match="is not stopped again"):
            accept()
        assert not Restoration.objects.exists()


def test_a_decision_while_the_sign_off_stands_is_refused(losing, monkeypatch):
    with losing("a signature on the clock that is being taken back"):
        monkeypatch.setattr(continuity, "lost_again", lambda *_args, **_more: None)
        with pytest.raises(
            CommandError, match="was taken back in the lost part of the log, and st"
        ):
            accept()
        assert not Restoration.objects.exists()


def test_the_hold_keeps_what_the_heads_tell(losing):
    with losing("a stop on the clock") as page:
        hold_raise()
        (told,) = Hold.objects.get().facts["stops"]
        assert (told["contentId"], told["reason"]) == (str(page.translation_key), "unsafe")
        assert hold_raise() is None


def test_a_stop_that_the_backup_has_is_not_lost(db, house, published):
    page = on_the_clock(house, published)
    with backups(db) as made:
        stop(page, house)
        number = made.take()
        published(draft(author=house["author"], slug="ny", title="Ny"))
        head_sign()
        made.restore(number)
        watch.forget()
        assert standing_now().sentence().startswith("Entry 1 is lost")
        assert "0 other texts stopped again" in accept()


def test_a_stop_after_the_decision_is_told_and_lost_in_its_turn(losing, db, house):
    with losing("a stop on the clock") as page:
        accept()
        with backups(db) as made:
            number = made.take()
            signed(type(page).objects.get(pk=page.pk), house)
            stop(page, house)
            keys = set().union(*(head.fact_keys for head in signed_heads()))
            assert len([key for key in keys if key.startswith("stop:")]) == 3
            made.restore(number)
            watch.forget()
            assert standing_now().is_restored is True
            accept()
            assert standing_now().is_restored is False


def test_a_copy_that_turns_up_later_and_tells_nothing_new_stops_nothing(db, house, published):
    page, other = on_the_clock(house, published), draft(author=house["author"], slug="to")
    submit(other, by=house["author"])
    with backups(db) as made:
        number = made.take()
        stop(page, house)
        (first,) = settings.SIGNED_HEADS_DIRS[0].rglob("*.jws")
        stop(other, house)
        made.restore(number)
        data = first.read_bytes()
        first.unlink()
        watch.forget()
        accept()
        first.write_bytes(data)
        assert standing_now().is_restored is False
        assert [str(row) for row in audit()] == []
        assert accept().startswith("The log goes on from its signed heads")
