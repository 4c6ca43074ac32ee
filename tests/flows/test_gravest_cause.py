"""Of several who take a signature back the gravest cause is written, and no words are lost."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from editorial.editions.audit import audit
from editorial.editions.models import Edition
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.signoff.models import DANGERS, SignOff, SignOffRevocation
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft
from tests.flows.test_hidden_in_any_order import TAKING, open_transaction
from tests.flows.test_taking_back_again import replaced_text
from tests.flows.test_wishes_of_others import PAGE_HELD, browser_of, take_back
from tests.holding import TAKE_ORDER, held

pytestmark = pytest.mark.usefixtures("in_english")
PAIRS = [
    ("mistake", "unsafe"),
    ("unsafe", "mistake"),
    ("error", "recalled"),
    ("foreign", "other"),
    ("other", "error"),
]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def text(house, published, what):
    if what == "public":
        return published(draft(author=house["author"])), SignOff.objects.get()
    return replaced_text(house, published)


def told(signoff):
    """Whether readers are told of a danger: by the status, the edition and the changes."""
    edition = Edition.objects.filter(signoff_ids__contains=[signoff.pk]).earliest("number")
    address = f"/api/v1/editions/{edition.edition_digest}"
    (row,) = Client().get(f"{address}/status").json()["revocations"]
    changes = Client().get("/api/v1/changes?since=0").json()["entries"]
    severities = [entry["severity"] for entry in changes if entry["action"] == "revoked"]
    return row["isDanger"], Client().get(address).status_code, severities


def worker():
    for _look in range(2):
        refused = {**wishes_run(), **takings_back_run()}
    return refused


@pytest.mark.parametrize("what", ["public", "replaced"])
@pytest.mark.parametrize(
    ("causes", "holder"), [*((pair, PAGE_HELD) for pair in PAIRS), (PAIRS[0], TAKE_ORDER)]
)
def test_the_gravest_is_written_and_the_other_is_kept(house, published, causes, what, holder):
    page, signoff = text(house, published, what)
    first, second = causes
    with held(holder):
        assert take_back(house["clinician"], cause=first, reason="Det første.").status_code == 200
        assert take_back(house["chief"], cause=second, reason="Det andre.").status_code == 200
    assert worker() == {}
    is_danger = bool(DANGERS & set(causes))
    taken = SignOffRevocation.objects.get()
    assert (taken.cause in DANGERS) == is_danger
    is_first = first in DANGERS or not is_danger
    assert (taken.reason, taken.revoked_by) == (
        ("Det første.", house["clinician"]) if is_first else ("Det andre.", house["chief"])
    )
    gone = is_danger or what == "public"
    assert told(signoff) == (is_danger, 410 if gone else 200, ["safety" if is_danger else "major"])
    screen = browser_of(house["chief"]).get(f"/admin/pages/{page.pk}/sign-offs/").text
    assert screen.count("Det første.") == screen.count("Det andre.") == 1
    assert screen.count("that it be taken back (") == 1
    assert list(audit()) == []


@pytest.mark.parametrize("what", ["public", "replaced"])
def test_while_it_waits_the_screen_has_everybodys_words(house, published, what):
    page, _signoff = text(house, published, what)
    with held(PAGE_HELD):
        take_back(house["clinician"], cause="mistake", reason="Det første.")
        take_back(house["chief"], cause="unsafe", reason="Det andre.")
        screen = browser_of(house["chief"]).get(f"/admin/pages/{page.pk}/sign-offs/").text
    assert screen.count("Det første.") == screen.count("Det andre.") == 1


@pytest.mark.parametrize("what", ["public", "replaced"])
def test_of_four_at_once_the_gravest_is_written(house, published, what):
    page, signoff = text(house, published, what)
    people = [("clinician", "mistake"), ("chief", "unsafe"), ("clinician", "other")]
    together = threading.Barrier(4)
    answers = []

    def post(who, cause):
        try:
            together.wait()
            answers.append(take_back(house[who], cause=cause, reason=f"{who} {cause}"))
        finally:
            connections.close_all()

    with held(PAGE_HELD):
        threads = [
            threading.Thread(target=post, args=each) for each in [*people, ("chief", "error")]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert worker() == {}
    assert SignOffRevocation.objects.get().cause == "unsafe"
    assert told(signoff) == (True, 410, ["safety"])
    screen = browser_of(house["chief"]).get(f"/admin/pages/{page.pk}/sign-offs/").text
    for who, cause in [*people, ("chief", "error")]:
        assert screen.count(f"{who} {cause}") == 1


def danger(house, signoff):
    with connection.cursor() as cursor:
        cursor.execute(TAKING, [signoff.pk, signoff.content_id, house["chief"].pk])


def test_a_danger_that_comes_in_between_is_asked_for_at_commit(house, published):
    """One who says less has written already, and is not committed yet."""
    _page, signoff = text(house, published, "replaced")
    answers = []

    def somebody_is_graver() -> None:
        answers.append(danger(house, signoff))
        connections.close_all()

    def revoke() -> None:
        with transaction.atomic():
            signoff_revoke(
                signoff=signoff, actor=house["clinician"], reason="Nei.", cause="mistake"
            )
            other = threading.Thread(target=somebody_is_graver)
            other.start()
            other.join()

    with pytest.raises(DatabaseError, match="Readers are told already that there is a danger"):
        revoke()
    assert answers == [None]
    assert worker() == {}
    assert SignOffRevocation.objects.get().cause == "unsafe"


def test_a_danger_is_told_also_where_the_other_was_through_all_checks(house, published):
    page, signoff = text(house, published, "replaced")
    revoke = lambda: signoff_revoke(  # noqa: E731
        signoff=signoff, actor=house["clinician"], reason="Det første.", cause="mistake"
    )
    with open_transaction(revoke):
        answer = take_back(house["chief"], cause="unsafe", reason="Det andre.")
        assert answer.status_code == 200
    assert SignOffRevocation.objects.get().cause == "mistake"
    assert told(signoff) == (True, 410, ["safety"])
    assert worker() == {}
    assert told(signoff) == (True, 410, ["safety"])
    screen = browser_of(house["chief"]).get(f"/admin/pages/{page.pk}/sign-offs/").text
    assert screen.count("Det første.") == screen.count("Det andre.") == 1
    assert list(audit()) == []
