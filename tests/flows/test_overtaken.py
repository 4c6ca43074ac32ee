"""A danger that waits is in the log before anything milder, whichever way the text goes."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from wagtail.log_actions import LogContext
from wagtail.models import PageLogEntry

from cms.database.owner import as_owner
from editorial.editions.audit import audit
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition, WishOutcome
from editorial.editions.selectors import public_by_id
from editorial.editions.services import item_withdraw
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason
from editorial.editions.withdrawer import pages_take_down
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.flows.test_ends_sooner import at, ending, fresh
from tests.flows.test_wishes_of_others import PAGE_HELD, browser_of, said
from tests.forging import withdrawal_forge
from tests.holding import held
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")
LINE = "Ikke følg dette rådet."


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def told(page):
    """What the public reads of its withdrawal."""
    read = public_by_id(content_id=page.translation_key, lang="nb").data()["edition"]
    return read["withdrawal"]["reason"], read["withdrawal"]["notice"]


def in_the_log():
    newest = Edition.objects.latest("pk")
    withdrawal = json.loads(bytes(newest.envelope))["edition"]["withdrawal"]
    return withdrawal["reason"], withdrawal["notice"], newest.actor_id


def waits(page, house, *, reason="unsafe"):
    """Somebody has withdrawn it, with a line of their own, and it is not in the log."""
    with held(PAGE_HELD):
        (stopped,) = item_withdraw(
            content_id=page.translation_key, actor=house["duty"], reason=reason,
            notices={"nb": LINE},
        )  # fmt: skip
    assert not stopped.is_done
    assert told(page) == (reason, LINE)


def by_the_clock(page, house):
    with database_at(page.ends + timedelta(seconds=5)):
        assert expiry_run().refused == {}


def deleted(page, house):
    with LogContext(user=house["desk"]):
        fresh(page).delete()


def unpublished(page, house):
    with LogContext(user=house["desk"]):
        fresh(page).unpublish(user=house["desk"])


def saved(page, house):
    page = fresh(page)
    page.live = False
    with LogContext(user=house["desk"]):
        page.save()


def taken_down(page, house):
    details = Withdrawal(reason=WithdrawalReason.OUTDATED)
    pages_take_down(page_ids=[page.pk], actor=house["chief"], details=details)


def taken_back(page, house):
    signoff_revoke(
        signoff=SignOff.objects.get(), actor=house["chief"], cause="mistake", reason="Feil tekst."
    )


def withdrawn_by_another(page, house):
    item_withdraw(
        content_id=page.translation_key, actor=house["chief"], reason="outdated",
        notices={"nb": "Se den nye siden."},
    )  # fmt: skip


def unpublished_by_web(page, house):
    browser_of(house["desk"]).post(f"/admin/pages/{page.pk}/unpublish/", follow=True)


def deleted_by_web(page, house):
    browser_of(house["chief"]).post(f"/admin/pages/{page.pk}/delete/", follow=True)


WAYS = {
    each.__name__: each
    for each in (
        by_the_clock, deleted, unpublished, saved, taken_down, taken_back, withdrawn_by_another,
        unpublished_by_web, deleted_by_web,
    )
}  # fmt: skip


@pytest.fixture
def ended(house, live):
    """A public text that ends in a moment by its edition."""
    live.ends = at(minutes=3)
    ending(live, live.ends, by=house["desk"])
    return live


@pytest.mark.parametrize("way", WAYS)
def test_what_readers_were_told_of_a_danger_is_in_the_log(house, ended, way):
    waits(ended, house)
    WAYS[way](ended, house)
    assert told(ended) == ("unsafe", LINE)
    assert wishes_run() == {}
    assert in_the_log() == ("unsafe", LINE, house["duty"].pk)
    assert Edition.objects.latest("pk").severity == "safety"
    assert WishOutcome.objects.filter(was_public=True).count() == 1
    assert list(audit()) == []


@pytest.mark.parametrize("way", ["by_the_clock", "deleted", "taken_down"])
def test_so_is_a_line_that_is_about_no_danger(house, ended, way):
    waits(ended, house, reason="error")
    WAYS[way](ended, house)
    assert wishes_run() == {}
    assert in_the_log() == ("error", LINE, house["duty"].pk)


def test_of_two_that_wait_the_one_for_a_danger_is_done_whichever_has_the_turn(house, live):
    waits(live, house, reason="outdated")
    with held(PAGE_HELD):
        item_withdraw(
            content_id=live.translation_key, actor=house["chief"], reason="unsafe", notices={}
        )
    mild, _danger = services.WithdrawalWish.objects.order_by("pk")
    services.wishes_carry_out(keys=[mild.pk])
    assert in_the_log()[0] == "unsafe"
    assert wishes_run() == {}
    assert list(WishOutcome.objects.order_by("wish").values_list("was_public", flat=True)) == [
        False, True,
    ]  # fmt: skip


MILDER = {
    "unpublished": "desk", "outdated": "chief", "error": "duty", "consolidated": "duty",
    "expired": None,
}  # fmt: skip


def forge(page, house, reason):
    with database_at(page.ends + timedelta(seconds=5)):
        withdrawal_forge(page, actor=house.get(MILDER[reason]), reason=reason)


@pytest.mark.parametrize("reason", MILDER)
def test_nothing_milder_is_written_past_it(house, ended, reason):
    waits(ended, house)
    with pytest.raises(DatabaseError, match="for a danger waits for the log"):
        forge(ended, house, reason)
    assert wishes_run() == {}
    assert in_the_log() == ("unsafe", LINE, house["duty"].pk)


@pytest.mark.parametrize("reason", MILDER)
def test_without_one_that_waits_it_is(house, ended, reason):
    forge(ended, house, reason)
    assert in_the_log()[0] == reason
    assert list(audit()) == []


def test_where_the_owner_writes_one_the_audit_says_so(house, live):
    waits(live, house)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION editions_check_danger(e editions_edition)"
            " RETURNS void LANGUAGE plpgsql AS 'BEGIN END'"
        )
    withdrawal_forge(live, actor=house["desk"], reason="unpublished")
    (finding,) = list(audit())
    assert "asked that this text be withdrawn for a danger" in str(finding)
    assert finding.seq == 2


BESIDE = (
    "“Søvn og hvile” is withdrawn in Norsk bokmål by another withdrawal, which was in the log "
    "first: may be unsafe to follow. The public reads what that one says."
)
UNREAD = "Your own line about “Søvn og hvile” in Norsk bokmål is not shown."


@pytest.mark.parametrize(("line", "more"), [("", []), ("Gammel.", [UNREAD])])
def test_who_withdraws_beside_it_reads_what_was_done(house, live, line, more):
    waits(live, house)
    data = {"reason": "outdated", "languages": ["nb"], "shown": "nb", "notice_nb": line}
    address = f"/admin/pages/{live.pk}/withdraw/"
    assert said(browser_of(house["chief"]).post(address, data, follow=True)) == [BESIDE, *more]


def test_so_does_who_unpublishes_and_the_history_names_them(house, live):
    waits(live, house)
    answer = browser_of(house["desk"]).post(f"/admin/pages/{live.pk}/unpublish/", follow=True)
    assert said(answer) == [BESIDE]
    entry = PageLogEntry.objects.get(page=live.pk, action="wagtail.unpublish")
    assert entry.user_id == house["desk"].pk
    assert Client().get(f"/nb/{live.public_path}").status_code == 410


def test_one_whose_text_went_before_the_wish_was_written_says_so_too(house, live, monkeypatch):
    write = services._wishes_write

    def somebody_is_faster(**what):
        monkeypatch.setattr(services, "_wishes_write", write)
        assert waits(live, house) is None
        assert wishes_run() == {}
        return write(**what)

    monkeypatch.setattr(services, "_wishes_write", somebody_is_faster)
    answer = browser_of(house["desk"]).post(f"/admin/pages/{live.pk}/unpublish/", follow=True)
    assert said(answer) == [BESIDE]
