"""A stop covers what is signed and kept back: nothing of it goes public on those signatures."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from content_models.publishing import PublicationRefused
from editorial.editions.models import WithdrawalWish
from editorial.editions.selectors import public_by_id
from editorial.editions.services import WithdrawalRefused
from editorial.editions.taking_down import Stopped, stoppable
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests.editing import opened
from tests.factories.pages import draft, edit
from tests.flows.test_stops import on_the_clock, signed, stop, translated
from tests.holding import held
from tests.signing import act, sign_data, submit
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")
SIGNED = Stopped(lang="nn", was_public=False, schedule=None, reviews=0, was_signed=True)


def client_of(house, role):
    client = Client()
    client.force_login(house[role])
    return client


def newest(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def planned(page):
    return Revision.page_revisions.get(object_id=str(page.pk), approved_go_live_at__isnull=False)


def unscheduled(page, house):
    """The desk presses Unschedule."""
    path = f"/admin/pages/{page.pk}/revisions/{planned(page).pk}/unschedule/"
    assert client_of(house, "desk").post(path).status_code == 302


def written_over(page, house):
    """Off the clock, and another text was written, which nobody signs."""
    unscheduled(page, house)
    edit(newest(page), author=house["author"], summary="Andre ord.", go_live_at=None)


def refused_at_its_hour(page, house):
    """Its hour came while somebody held the page; then it was taken off the clock by SQL."""
    with database_at(planned(page).approved_go_live_at), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
        with held("SELECT 1 FROM wagtailcore_page FOR UPDATE"):
            assert list(schedule_run().refused) == [page.pk]
        cursor.execute("RESET lock_timeout")
    Revision.objects.filter(pk=planned(page).pk).update(approved_go_live_at=None)


def put_off(page, house):
    """Signed, off the clock and on it again at another hour, and off it again."""
    unscheduled(page, house)
    later = edit(
        newest(page), author=house["author"], go_live_at=timezone.now() + timedelta(days=3)
    )
    later.get_latest_revision().publish(user=house["desk"], skip_permission_checks=True)
    unscheduled(page, house)


def signed_since_a_stop(page, house):
    """It was stopped before, and signed again since."""
    stop(page, house)
    signed(newest(page), house)
    unscheduled(page, house)


KEPT_BACK = [
    ("beside a public text", unscheduled),
    ("alone", unscheduled),
    ("alone", written_over),
    ("beside a public text", refused_at_its_hour),
    ("alone", put_off),
    ("beside a public text", signed_since_a_stop),
]


def on_the_clock_in_nynorsk(where, house, published):
    soon = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    if where == "alone":
        page = draft(lang="nn", author=house["author"], title="Svevn", go_live_at=soon)
    else:
        live = published(draft(author=house["author"]))
        page = translated(live, "nn", house, go_live_at=soon)
    signed(page, house)
    return page


@pytest.mark.parametrize(("where", "keep_back"), KEPT_BACK)
def test_what_is_signed_and_kept_back_is_stopped(house, published, where, keep_back):
    page = on_the_clock_in_nynorsk(where, house, published)
    revision = SignOff.objects.filter(page_id=page.pk).last().revision
    keep_back(page, house)
    assert on_the_clock(page) == 0
    would = stoppable(content_id=page.translation_key)
    assert [each for each in would if each.lang == "nn"] == [SIGNED]
    assert stop(page, house) == would
    assert stoppable(content_id=page.translation_key) == []
    brought_back(page, house, revision)
    assert public_by_id(content_id=page.translation_key, lang="nn") is None
    # And it is no dead end: signed anew it goes public.
    signed(newest(page), house)
    assert public_by_id(content_id=page.translation_key, lang="nn").state == "current"


def brought_back(page, house, revision):
    """The words that were signed: as they were then, from the editor once more, on the clock."""
    with pytest.raises(PublicationRefused) as refusal:
        revision.publish(user=house["superuser"], skip_permission_checks=True)
    assert "stale-signoff" in [reason.code for reason in refusal.value.reasons]
    text = revision.as_object()
    text.go_live_at = None
    text.save_revision(user=house["author"])
    data = opened(newest(page), **{"action-publish": "action-publish"})
    client_of(house, "chief").post(f"/admin/pages/{page.pk}/edit/", data)
    assert not Page.objects.get(pk=page.pk).live
    later = timezone.now() + timedelta(hours=3)
    with pytest.raises(DatabaseError, match="cannot stand on the clock"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=later)


def test_the_screen_names_it_before_and_after(house):
    soon = timezone.now() + timedelta(hours=2)
    page = draft(author=house["author"], go_live_at=soon)
    signed(page, house)
    unscheduled(page, house)
    browser = client_of(house, "duty")
    path = f"/admin/pages/{page.pk}/withdraw/"
    assert "Norsk bokmål: a signed text that is not public" in browser.get(path).text
    answer = browser.post(path, {"reason": "unsafe", "languages": ["nb"]}, follow=True)
    assert [str(message).strip() for message in answer.context["messages"]] == [
        f"A signed text of “{page.title}” was not public in Norsk bokmål. Its signatures count no "
        "more: it needs a new review."
    ]
    assert (
        "Nothing of this item is public, signed, on the clock or in review"
        in browser.get(path).text
    )


def test_what_waits_for_a_lock_is_stopped_at_once(house, monkeypatch):
    monkeypatch.setattr("editorial.editions.wishes.services.REQUEST_SECONDS", 0)
    monkeypatch.setattr("editorial.editions.wishes.services.LOCK_SECONDS", 0.2)
    page = draft(author=house["author"], go_live_at=timezone.now() + timedelta(hours=2))
    signed(page, house)
    revision = planned(page)
    unscheduled(page, house)
    with held("SELECT 1 FROM wagtailcore_page FOR UPDATE"):
        (done,) = stop(page, house)
    assert (done.is_done, done.was_signed) == (False, True)
    with pytest.raises(PublicationRefused) as refusal:
        revision.publish(user=house["superuser"], skip_permission_checks=True)
    assert "stopping" in [reason.code for reason in refusal.value.reasons]


def cancelled_half_signed(page, house):
    page.risk_class = "A"
    page.save_revision(user=house["author"])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page))
    state.refresh_from_db()
    state.cancel(user=house["author"])


def taken_back(page, house):
    page.go_live_at = timezone.now() + timedelta(hours=2)
    page.save_revision(user=house["author"])
    signed(page, house)
    unscheduled(page, house)
    signoff_revoke(signoff=SignOff.objects.get(), actor=house["clinician"], reason="Feil.")


def withdrawn(page, house):
    signed(page, house)
    stop(page, house)


@pytest.mark.parametrize("ended", [cancelled_half_signed, taken_back, withdrawn])
def test_signatures_that_bring_nothing_out_are_no_text_to_stop(house, ended):
    page = draft(author=house["author"])
    ended(page, house)
    before = WithdrawalWish.objects.count()
    assert stoppable(content_id=page.translation_key) == []
    with pytest.raises(WithdrawalRefused) as refusal:
        stop(page, house)
    assert [reason.code for reason in refusal.value.reasons] == ["not-public"]
    assert WithdrawalWish.objects.count() == before
