"""A wish to take a signature back that waits in vain keeps out nobody else, and stops nothing."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from cms.database.owner import as_owner
from editorial.editions.audit import audit
from editorial.editions.models import Edition, TakingBack, WithdrawalWish
from editorial.editions.selectors import public_by_id
from editorial.editions.wishes import services, taking_back
from editorial.editions.wishes.loop import WishLoop
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import signoff_take_back, takings_back_run
from editorial.people import groups
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import signoff_revoke
from tests.factories import people
from tests.factories.pages import draft, edit
from tests.flows.test_wishes_of_others import PAGE_HELD, browser_of, public_status, said, take_back
from tests.holding import TAKE_ORDER, held
from tests.patience import until

pytestmark = pytest.mark.usefixtures("in_english")
KEPT = "takes a signature back, which is not in the log yet"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def replaced_text(house, published, **values):
    """A public text; `house` signed an older edition of it, which another one has replaced."""
    live = published(draft(author=house["author"], **values))
    signoff = SignOff.objects.latest("pk")
    edit(live, author=house["author"], title="Ny tittel")
    return published(type(live).objects.get(pk=live.pk)), signoff


@pytest.fixture
def replaced(house, published):
    return replaced_text(house, published)


def old_edition(signoff):
    edition = Edition.objects.get(signoff_ids=[signoff.pk])
    return Client().get(f"/api/v1/editions/{edition.edition_digest}").status_code


def without(trigger, table, statement, *values):
    """Done with the owner's rights, and without the rule."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def wish_of_nobody(signoff):
    """One that nobody can ever carry out: whose account is gone."""
    without(
        "editions_note_taking_back", "editions_takingback",
        "INSERT INTO editions_takingback (signoff_id, content_id, lang, actor_id, cause, words)"
        " VALUES (%s, %s, %s, 4711, 'unsafe', 'Feil.')",
        signoff.pk, signoff.content_id, signoff.lang,
    )  # fmt: skip


def test_who_takes_a_signature_back_stays_until_the_log_has_it(house, replaced):
    chief, browser = people.user("sjef", groups.CHIEF), browser_of(house["superuser"])
    addresses = (
        f"/admin/users/delete/{chief.pk}/",
        f"/admin/bulk/users/user/delete/?id={chief.pk}",
    )
    with held(PAGE_HELD):
        take_back(chief)
        chief.groups.clear()
        for address in addresses:
            assert any(KEPT in each for each in said(browser.post(address, follow=True)))
        with pytest.raises(DatabaseError, match=KEPT):
            type(chief).objects.filter(pk=chief.pk).update(id=10**6)
    assert takings_back_run() == {}
    assert SignOffRevocation.objects.get().revoked_by == chief


def test_one_whose_account_is_gone_stops_no_other(house, published, replaced):
    _page, stuck = replaced
    other, signoff = replaced_text(house, published, slug="annen", title="Annen")
    third = published(draft(author=house["author"], slug="tredje", title="Tredje"))
    wish_of_nobody(stuck)
    with held(TAKE_ORDER):
        signoff_take_back(signoff=signoff, actor=house["clinician"], reason="Nei.", cause="mistake")
        answer = browser_of(house["duty"]).post(
            f"/admin/pages/{third.pk}/withdraw/", {"reason": "error", "languages": ["nb"]}
        )
        assert answer.status_code == 302
    refused = takings_back_run()
    assert list(refused) == [stuck.pk]
    assert refused[stuck.pk].startswith("Only the signer or an active editor-in-chief")
    assert SignOffRevocation.objects.get().signoff == signoff
    loop = WishLoop()
    loop.start()
    try:
        until(lambda: Edition.objects.filter(action="withdrawn").exists(), "withdrawals go on")
    finally:
        loop.stop()
        loop.join()
    assert (public_status(third), public_status(other)) == (410, 200)


def test_the_signer_still_takes_back_what_waits_in_vain(house, replaced, monkeypatch):
    # What is tried first, and in vain, leaves time for the other.
    monkeypatch.setattr(services, "REQUEST_SECONDS", 5)
    page, signoff = replaced
    wish_of_nobody(signoff)
    assert list(takings_back_run()) == [signoff.pk]
    clinician = browser_of(house["clinician"])
    screen = clinician.get(f"/admin/pages/{page.pk}/sign-offs/").text
    assert "is being taken back, not yet in the log" in screen
    assert reverse("signoff_take_back", args=[signoff.pk]) in screen
    assert said(take_back(house["clinician"])) == ["The sign-off of “Ny tittel” is taken back."]
    assert takings_back_run() == {}
    assert SignOffRevocation.objects.get().revoked_by == house["clinician"]
    assert TakingBack.objects.count() == 2
    assert list(audit()) == []


def test_so_it_is_where_the_text_is_hidden_in_vain(house, live):
    signoff = SignOff.objects.get()
    without(
        "editions_note_wish", "editions_withdrawalwish",
        "INSERT INTO editions_withdrawalwish (content_id, lang, number, reason, notice, actor_id,"
        " signoff_id, cause, words)"
        " VALUES (%s, 'nb', 1, 'revoked', 'Borte.', 4711, %s, 'unsafe', 'Feil.')",
        live.translation_key, signoff.pk,
    )  # fmt: skip
    assert public_status(live) == 410
    assert list(wishes_run()) == [live.translation_key]
    assert said(take_back(house["clinician"])) == [
        f"The sign-off is taken back, and “{live.title}” is withdrawn."
    ]
    assert wishes_run() == {}
    assert WithdrawalWish.objects.filter(outcome=None).count() == 0
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"


NOTICE = "reads a notice already"


def test_what_is_a_danger_is_done_first(house, replaced):
    """Readers who got a notice go on getting it, whoever said less, before or after."""
    _page, signoff = replaced
    with held(TAKE_ORDER):
        (sentence,) = said(take_back(house["clinician"], cause="mistake"))
        assert NOTICE not in sentence
        assert old_edition(signoff) == 200
        (sentence,) = said(take_back(house["chief"], cause="unsafe", reason="Dobbel dose."))
        assert NOTICE in sentence
        assert old_edition(signoff) == 410
        (sentence,) = said(take_back(house["clinician"], cause="other"))
        assert NOTICE in sentence
        assert old_edition(signoff) == 410
    with pytest.raises(DatabaseError, match="Readers are told already that there is a danger"):
        signoff_revoke(signoff=signoff, actor=house["clinician"], reason="Nei.", cause="mistake")
    assert old_edition(signoff) == 410
    assert takings_back_run() == {}
    taken = SignOffRevocation.objects.get()
    assert (taken.revoked_by, taken.cause, taken.reason) == (
        house["chief"], "unsafe", "Dobbel dose.",
    )  # fmt: skip
    assert old_edition(signoff) == 410
    # What the others wrote is kept beside it.
    assert list(TakingBack.objects.order_by("pk").values_list("cause", flat=True)) == [
        "mistake", "unsafe", "other",
    ]  # fmt: skip
    status = Client().get(
        f"/api/v1/editions/{Edition.objects.get(signoff_ids=[signoff.pk]).edition_digest}/status"
    )
    assert len(status.json()["revocations"]) == 1


def test_who_is_second_in_the_same_moment_reads_that_it_is_taken_back(house, replaced, monkeypatch):
    write = taking_back._wish_write

    def somebody_is_faster(**what):
        monkeypatch.setattr(taking_back, "_wish_write", write)
        assert take_back(house["chief"]).status_code == 200
        return write(**what)

    monkeypatch.setattr(taking_back, "_wish_write", somebody_is_faster)
    answer = take_back(house["clinician"])
    assert answer.status_code == 422
    assert "This sign-off was taken back before." in answer.text
    assert SignOffRevocation.objects.get().revoked_by == house["chief"]
    assert TakingBack.objects.count() == 1
