"""The words of a withdrawal stay on a second person's list until one has read them."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from editorial.editions.models import Edition, NoticeCheck, WithdrawalWish
from editorial.editions.notices.selectors import unchecked_notices
from editorial.editions.notices.services import NoticeCheckRefused, notice_check
from editorial.editions.services import item_withdraw
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from tests.forging import withdrawal_forge
from tests.holding import TAKE_ORDER, held

pytestmark = pytest.mark.usefixtures("in_english")
NOTICE = "Spør legen din."


def withdraw(page, house, role="duty", **changes):
    values = {"reason": "unsafe", "notices": {"nb": NOTICE}, **changes}
    return item_withdraw(content_id=page.translation_key, actor=house[role], **values)


def withdrawn():
    return Edition.objects.get(action="withdrawn")


def listed():
    return [(row.edition_id, row.notice) for row in unchecked_notices(limit=9)]


def dashboard(house, role):
    client = Client()
    client.force_login(house[role])
    return client.get("/admin/").text


def test_the_row_stays_when_the_text_is_public_again(client, house, live, published):
    """Its notice is read at the address of its edition for good."""
    withdraw(live, house)
    row = (withdrawn().pk, NOTICE)
    published(live)
    assert NOTICE in client.get(f"/api/v1/editions/{withdrawn().edition_digest}").text
    assert listed() == [row]
    assert NOTICE in dashboard(house, "chief")
    withdraw(live, house, notices={})
    assert len(listed()) == 2
    for edition in Edition.objects.filter(action="withdrawn"):
        notice_check(edition=edition, user=house["chief"])
    assert listed() == []


def test_a_wish_that_waits_is_on_the_list_and_ticked_when_the_log_has_it(house, live, monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)
    with held(TAKE_ORDER):
        withdraw(live, house)
        assert listed() == [(None, NOTICE)]
        said = dashboard(house, "chief")
        assert NOTICE in said
        assert "as soon as it is in the log" in said
        assert "I have read it, and it is right" not in said
        assert "You wrote this: it waits for a second person." in dashboard(house, "duty")
    wishes_run()
    assert listed() == [(withdrawn().pk, NOTICE)]
    assert "I have read it, and it is right" in dashboard(house, "chief")


def test_what_waits_without_words_of_a_person_is_on_nobodys_list(house, live, monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)
    with held(TAKE_ORDER):
        withdraw(live, house, reason="unpublished", notices={})
        assert listed() == []


@pytest.mark.parametrize("named", ["nobody", "chief"])
def test_who_wished_for_it_is_not_its_second_person(house, live, named):
    """Whoever the withdrawal names: it may name nobody where it stands on a wish."""
    WithdrawalWish.objects.create(
        content_id=live.translation_key, lang="nb", reason="unsafe", notice=NOTICE,
        actor_id=house["duty"].pk,
    )  # fmt: skip
    with transaction.atomic():
        withdrawal_forge(live, actor=house.get(named), notice=NOTICE)
    (row,) = unchecked_notices(limit=9)
    writers = {house["duty"].pk} | ({house["chief"].pk} if named == "chief" else set())
    assert set(row.writer_ids) == writers
    with pytest.raises(NoticeCheckRefused) as refusal:
        notice_check(edition=withdrawn(), user=house["duty"])
    assert [reason.code for reason in refusal.value.reasons] == ["four-eyes"]
    with pytest.raises(DatabaseError, match="A second person looks at"), transaction.atomic():
        NoticeCheck.objects.create(edition_id=withdrawn().pk, checked_by=house["duty"])
    assert "You wrote this" in dashboard(house, "duty")


def test_who_wished_for_an_earlier_one_may_be_the_second_person_of_this(house, live, published):
    withdraw(live, house)
    published(live)
    withdraw(live, house, role="chief")
    last = Edition.objects.order_by("number").last()
    notice_check(edition=last, user=house["duty"])
    assert [row.edition_id for row in unchecked_notices(limit=9)] == [withdrawals()[0]]


def withdrawals():
    rows = Edition.objects.filter(action="withdrawn").order_by("number")
    return list(rows.values_list("pk", flat=True))
