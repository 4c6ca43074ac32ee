"""A signature that is taken back, and unpublishing, hide the text first, as a withdrawal does."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from editorial.editions.audit import audit
from editorial.editions.models import Edition, LogEntry, WishOutcome, WithdrawalWish
from editorial.editions.selectors import public_by_id
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.people import groups
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.factories import people
from tests.factories.pages import draft
from tests.flows.test_wishes import HELD
from tests.holding import held

pytestmark = pytest.mark.usefixtures("in_english")
PAGE_HELD = "SELECT 1 FROM wagtailcore_page FOR NO KEY UPDATE"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def said(answer):
    return [str(message).strip() for message in answer.context["messages"]]


def take_back(person, **data):
    address = reverse("signoff_take_back", args=[SignOff.objects.earliest("pk").pk])
    data = {"cause": "unsafe", "reason": "Feil dose.", **data}
    return browser_of(person).post(address, data, follow=True)


def public_status(page):
    return Client().get(f"/nb/{page.public_path}").status_code


@pytest.mark.parametrize("what", [PAGE_HELD, HELD["the log"]], ids=["the page", "the log"])
def test_a_signature_that_is_taken_back_hides_its_text_at_once(house, live, what):
    with held(what):
        (sentence,) = said(take_back(house["clinician"]))
        assert sentence.startswith(f"“{live.title}” is hidden, not yet in the log")
        assert public_status(live) == 410
        assert not SignOffRevocation.objects.exists()
        assert LogEntry.objects.count() == 1
        assert list(wishes_run()) == [live.translation_key]
        assert "Hidden, not yet in the log" in browser_of(house["chief"]).get("/admin/").text
    assert wishes_run() == {}
    taken = SignOffRevocation.objects.get()
    assert (taken.revoked_by, taken.cause, taken.reason) == (
        house["clinician"], "unsafe", "Feil dose.",
    )  # fmt: skip
    newest = Edition.objects.latest("pk")
    told = public_by_id(content_id=live.translation_key, lang="nb").data()["edition"]
    assert (newest.action, newest.actor_id) == ("withdrawn", house["clinician"].pk)
    assert told["withdrawal"]["reason"] == "revoked"
    assert WishOutcome.objects.get().was_public
    assert LogEntry.objects.filter(revocation=taken).exists()
    assert list(audit()) == []


def test_with_nothing_in_the_way_it_is_done_at_once(house, live):
    assert said(take_back(house["clinician"])) == [
        f"The sign-off is taken back, and “{live.title}” is withdrawn."
    ]
    assert SignOffRevocation.objects.count() == WishOutcome.objects.count() == 1
    answer = take_back(house["clinician"])
    assert answer.status_code == 422
    assert WithdrawalWish.objects.count() == 1


def test_who_is_second_in_the_same_moment_reads_that_it_is_taken_back(house, live, monkeypatch):
    write = services._wishes_write

    def somebody_is_faster(**what):
        monkeypatch.setattr(services, "_wishes_write", write)
        assert take_back(house["chief"]).status_code == 200
        return write(**what)

    monkeypatch.setattr(services, "_wishes_write", somebody_is_faster)
    answer = take_back(house["clinician"])
    assert answer.status_code == 422
    assert "This sign-off was taken back before." in answer.text
    assert SignOffRevocation.objects.get().revoked_by == house["chief"]
    assert WithdrawalWish.objects.count() == 1


def test_where_the_text_is_another_in_that_moment_it_stays(house, live, published, monkeypatch):
    write = services._wishes_write
    newer = live.get_latest_revision_as_object()
    newer.title = "Ny tittel"
    newer.save_revision(user=house["author"])

    def somebody_is_faster(**what):
        published(type(live).objects.get(pk=live.pk))
        return write(**what)

    monkeypatch.setattr(services, "_wishes_write", somebody_is_faster)
    assert said(take_back(house["clinician"])) == ["The sign-off of “Søvn og hvile” is taken back."]
    assert public_status(live) == 200
    assert SignOffRevocation.objects.count() == 1
    assert not WithdrawalWish.objects.exists()


def test_a_signature_under_an_older_edition_hides_nothing(house, live, published):
    newer = live.get_latest_revision_as_object()
    newer.title = "Ny tittel"
    newer.save_revision(user=house["author"])
    published(type(live).objects.get(pk=live.pk))
    assert SignOff.objects.count() == 2
    assert said(take_back(house["clinician"], cause="mistake")) == [
        "The sign-off of “Ny tittel” is taken back."
    ]
    assert public_status(live) == 200
    assert not WithdrawalWish.objects.exists()


def test_who_left_meanwhile_still_has_it_taken_back(house, live):
    """Whether they may was asked when the wish was written; the worker asks nobody again."""
    with held(PAGE_HELD):
        take_back(house["chief"])
    house["chief"].groups.clear()
    assert wishes_run() == {}
    assert SignOffRevocation.objects.get().revoked_by == house["chief"]


@pytest.mark.parametrize("who", ["desk", "chief"])
def test_unpublishing_hides_at_once_and_goes_on_in_the_worker(house, live, who):
    with held(PAGE_HELD):
        answer = browser_of(house[who]).post(f"/admin/pages/{live.pk}/unpublish/", follow=True)
        assert said(answer)[0].startswith(f"“{live.title}” is hidden, not yet in the log")
        assert public_status(live) == 410
        assert LogEntry.objects.count() == 1
    assert wishes_run() == {}
    newest = Edition.objects.latest("pk")
    assert (newest.action, newest.actor_id) == ("withdrawn", house[who].pk)
    told = public_by_id(content_id=live.translation_key, lang="nb").data()["edition"]
    assert told["withdrawal"]["reason"] == "unpublished"


def test_so_does_unpublishing_many(house, live, published, monkeypatch):
    # The second has its turn after the first has had one in vain.
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0.4)
    other = published(draft(author=house["author"], slug="annen", title="Annen"))
    address = f"/admin/bulk/wagtailcore/page/unpublish/?id={live.pk}&id={other.pk}"
    with held(f"SELECT 1 FROM wagtailcore_page WHERE id = {live.pk} FOR NO KEY UPDATE"):
        answer = browser_of(house["desk"]).post(address, {"next": "/admin/"}, follow=True)
        sentences = said(answer)
        assert any(each.startswith(f"“{live.title}” is hidden") for each in sentences)
        assert "“Annen” is withdrawn in: Norsk bokmål." in sentences
        assert [public_status(page) for page in (live, other)] == [410, 410]
    assert wishes_run() == {}
    assert Edition.objects.filter(action="withdrawn").count() == 2


FORGED = {
    "without a signature": {"signoff_id": None},
    "of another's": {"actor": "second"},
    "of no chief": {"actor": "duty"},
    "without a cause": {"cause": ""},
    "without words": {"words": ""},
    "for another reason": {"reason": "unsafe"},
    "in another language": {"lang": "nn"},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_wish_for_a_signature_is_one_of_who_may_take_it_back(house, live, how):
    values = {
        "content_id": live.translation_key, "lang": "nb", "reason": "revoked", "notice": "Nei.",
        "signoff_id": SignOff.objects.get().pk, "cause": "unsafe", "words": "Nei.",
        "actor": "clinician", **FORGED[how],
    }  # fmt: skip
    actor = house[values.pop("actor")]
    with pytest.raises(DatabaseError, match=r"reasons of a withdrawal|Only the signer"):
        WithdrawalWish.objects.create(actor_id=actor.pk, **values)
    assert public_status(live) == 200


def test_a_wish_to_unpublish_is_one_of_an_editor(house, live):
    author = people.user("other", groups.AUTHORS)
    with pytest.raises(DatabaseError, match="Only duty editors"), transaction.atomic():
        WithdrawalWish.objects.create(
            content_id=live.translation_key, lang="nb", reason="unpublished", notice="Nei.",
            actor_id=author.pk,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editions_withdrawalwish")
        assert cursor.fetchone() == (0,)
