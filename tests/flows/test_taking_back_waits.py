"""A signature on which nothing public rests is taken back by a wish that nothing keeps out."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from content_models.publishing import Candidate, PublicationRefused, refusals
from editorial.editions.audit import audit
from editorial.editions.models import Edition, LogEntry, TakingBack, WithdrawalWish
from editorial.editions.wishes import selectors, services
from editorial.editions.wishes.loop import WishLoop
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.workflow.follows import Published
from tests.factories.pages import draft, edit
from tests.flows.test_wishes_of_others import PAGE_HELD, browser_of, public_status, said, take_back
from tests.holding import TAKE_ORDER, held
from tests.patience import until
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
HELD = {"the page": PAGE_HELD, "the log": TAKE_ORDER}
# What a reader of the old edition gets by the cause, from the wish on and afterwards.
READ = {"unsafe": 410, "recalled": 410, "foreign": 410, "error": 200, "mistake": 200, "other": 200}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@pytest.fixture
def replaced(house, published, live):
    """A public text; `house` signed an older edition of it, which another one has replaced."""
    edit(live, author=house["author"], title="Ny tittel")
    return published(type(live).objects.get(pk=live.pk))


def old_edition():
    """What its address answers, and how its status calls it."""
    address = f"/api/v1/editions/{Edition.objects.get(number=1).edition_digest}"
    status = Client().get(f"{address}/status").json()
    return Client().get(address).status_code, status["status"]


@pytest.mark.parametrize(
    ("what", "cause"), [("the page", "unsafe"), *(("the log", cause) for cause in READ)]
)
def test_it_waits_and_readers_are_told_at_once(house, replaced, what, cause):
    assert old_edition() == (200, "replaced")
    with held(HELD[what]):
        (sentence,) = said(take_back(house["clinician"], cause=cause))
        assert sentence.startswith(
            "The sign-off of “Ny tittel” is being taken back, not yet in the"
        )
        assert ("reads a notice already" in sentence) == (READ[cause] == 410)
        assert ("can still be read" in sentence) == (READ[cause] == 200)
        assert old_edition() == (READ[cause], "revoked")
        assert (SignOffRevocation.objects.count(), LogEntry.objects.count()) == (0, 2)
        assert list(takings_back_run()) == [SignOff.objects.earliest("pk").pk]
    assert takings_back_run() == {}
    taken = SignOffRevocation.objects.get()
    assert (taken.revoked_by, taken.cause, taken.reason) == (
        house["clinician"],
        cause,
        "Feil dose.",
    )
    assert old_edition() == (READ[cause], "revoked")
    assert LogEntry.objects.filter(revocation=taken).exists()
    # The text of today is another's word, and stays.
    assert public_status(replaced) == 200
    assert not WithdrawalWish.objects.exists()
    assert list(audit()) == []


def test_with_nothing_in_the_way_it_is_done_at_once(house, replaced):
    assert said(take_back(house["clinician"])) == ["The sign-off of “Ny tittel” is taken back."]
    assert takings_back_run() == {}
    assert (SignOffRevocation.objects.count(), TakingBack.objects.count()) == (1, 1)


def test_the_screens_say_that_it_waits(house, replaced):
    page = f"/admin/pages/{replaced.pk}/sign-offs/"
    chief = browser_of(house["chief"])
    form = reverse("signoff_take_back", args=[SignOff.objects.earliest("pk").pk])
    assert "is being taken back already" not in chief.get(form).text
    with held(TAKE_ORDER):
        take_back(house["clinician"])
        assert "Signatures that are being taken back" in chief.get("/admin/").text
        assert chief.get(page).text.count("is being taken back, not yet in the log") == 1
        assert "is being taken back already" in chief.get(form).text
    takings_back_run()
    assert "Signatures that are being taken back" not in chief.get("/admin/").text
    assert "is being taken back, not yet in the log" not in chief.get(page).text
    assert "is being taken back already" not in chief.get(form).text


def test_health_counts_it(house, replaced, monkeypatch):
    def check():
        rows = Client().get("/api/v1/health").json()["checks"]
        return next(row for row in rows if row["name"] == "withdrawals")

    with held(TAKE_ORDER):
        take_back(house["clinician"])
        assert (check()["waiting"], check()["isOk"]) == (1, True)
        monkeypatch.setattr(selectors, "PATIENCE", -timedelta(days=1))
        assert (check()["late"], check()["isOk"]) == (1, False)
        # Nothing is hidden by it, and health says no such thing.
        assert check()["says"].startswith("Signatures being taken back, not yet in the log: 1. ")
    takings_back_run()
    assert (check()["waiting"], check()["isOk"]) == (0, True)


def test_the_workers_thread_does_it(house, replaced, monkeypatch):
    monkeypatch.setattr("editorial.editions.wishes.loop.SECONDS", 0.05)
    with held(TAKE_ORDER):
        take_back(house["clinician"])
    loop = WishLoop()
    loop.start()
    try:
        until(SignOffRevocation.objects.exists, "the worker takes it back")
    finally:
        loop.stop()
        loop.join()


def half_signed(house):
    """One of two has signed: no edition names it, and the review goes on."""
    page = draft(author=house["author"], risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page))
    return page, state


def test_what_waits_publishes_nothing_and_says_so(house):
    page, state = half_signed(house)
    with held(PAGE_HELD):
        (sentence,) = said(take_back(house["clinician"]))
        assert "No edition stands under it" in sentence
    codes = {reason.code for reason in refusals(Candidate(page))}
    assert "taking-back" in codes
    with pytest.raises(PublicationRefused, match="is being taken back"):
        act(state, "sign", by=house["second"], **sign_data(page))
    assert (Edition.objects.count(), SignOff.objects.count()) == (0, 1)
    assert takings_back_run() == {}
    act(state, "sign", by=house["second"], **sign_data(page))
    assert Edition.objects.count() == 0


def test_the_database_publishes_nothing_meanwhile_either(house, monkeypatch):
    """The gate in Python is off here: it may have looked before the wish came."""
    page, state = half_signed(house)
    with held(PAGE_HELD):
        take_back(house["clinician"])
    monkeypatch.setattr("content_models.base.refusals", _without_the_wish)
    # Nor is it asked whether more was published than the form said.
    monkeypatch.setattr(Published, "breach", lambda *_what, **_said: [])
    with pytest.raises(DatabaseError, match="is being taken back"):
        act(state, "sign", by=house["second"], **sign_data(page))
    assert Edition.objects.count() == 0


def _without_the_wish(candidate):
    return [reason for reason in refusals(candidate) if reason.code != "taking-back"]


def test_a_publication_that_was_faster_is_hidden_and_withdrawn(house, live):
    """The wish is written as if nothing were public on it; a publication came in between."""
    signoff = SignOff.objects.get()
    wish(signoff, house["clinician"])
    with held(TAKE_ORDER):
        assert list(takings_back_run()) == [signoff.pk]
        assert public_status(live) == 410
    assert wishes_run() == {}
    assert takings_back_run() == {}
    assert SignOffRevocation.objects.get().signoff == signoff
    newest = Edition.objects.latest("pk")
    assert (newest.action, newest.actor_id) == ("withdrawn", house["clinician"].pk)
    assert list(audit()) == []


def test_who_left_meanwhile_still_has_it_taken_back(house, replaced):
    with held(PAGE_HELD):
        take_back(house["chief"])
    house["chief"].groups.clear()
    assert takings_back_run() == {}
    assert SignOffRevocation.objects.get().revoked_by == house["chief"]


def wish(signoff, actor, **values):
    return TakingBack.objects.create(
        **{
            "signoff_id": signoff.pk, "content_id": signoff.content_id, "lang": signoff.lang,
            "actor_id": actor.pk, "cause": "mistake", "words": "Nei.", **values,
        }
    )  # fmt: skip


WHO, WHAT = "Only the signer", "for one of the causes, and a reason that is said"
# What the database refuses each with, and the values.
FORGED = {
    "by another clinician": (WHO, {"actor": "second"}),
    "by who is no chief": (WHO, {"actor": "duty"}),
    "by a superuser": (WHO, {"actor": "superuser"}),
    "of no sign-off": ("There is no sign-off", {"signoff_id": 4711}),
    "without a cause": (WHAT, {"cause": ""}),
    "for no cause of ours": (WHAT, {"cause": "whim"}),
    "without words": (WHAT, {"words": " \n\t"}),
}


@pytest.mark.parametrize("how", FORGED)
def test_such_a_wish_is_one_of_who_may(house, replaced, how):
    values = {"actor": "clinician", **FORGED[how][1]}
    actor = house[values.pop("actor")]
    with pytest.raises(DatabaseError, match=FORGED[how][0]), transaction.atomic():
        wish(SignOff.objects.earliest("pk"), actor, **values)
    assert not TakingBack.objects.exists()
    assert old_edition() == (200, "replaced")


def test_the_database_says_whose_it_is_and_nobody_changes_it(house, replaced):
    signoff = SignOff.objects.earliest("pk")
    row = wish(
        signoff, house["clinician"], edition_id=1, lang="nn", wished_at="2000-01-01T00:00:00Z"
    )
    row.refresh_from_db()
    assert (row.lang, row.content_id) == ("nb", replaced.translation_key)
    assert row.edition_id == Edition.objects.get(number=1).pk
    assert row.wished_at.year > 2000
    for statement in (
        "UPDATE editions_takingback SET cause = 'other'",
        "DELETE FROM editions_takingback",
        "DELETE FROM editions_takenback",
    ):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_address_of_the_form_is_the_one_that_is_tested(house, replaced):
    signoff = SignOff.objects.earliest("pk")
    address = reverse("signoff_take_back", args=[signoff.pk])
    assert browser_of(house["clinician"]).get(address).status_code == 200
