"""Hidden from the commit of whatever comes last: the edition, or what takes it down."""

import json
import threading
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from cms.admin.unfinished import hidden_texts, signatures_waiting
from editorial.editions.audit import audit
from editorial.editions.models import Edition, TakingBack, WithdrawalWish
from editorial.editions.selectors import public_by_id
from editorial.editions.services import item_withdraw
from editorial.editions.wishes import services
from editorial.editions.wishes.loop import WishLoop
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.editions.withdrawal import default_notice
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.flows.test_taking_back_waits import half_signed
from tests.flows.test_wishes import listed
from tests.flows.test_wishes_of_others import PAGE_HELD, browser_of, public_status, take_back
from tests.holding import held, session
from tests.patience import until
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
TAKING = (
    "INSERT INTO editions_takingback (signoff_id, content_id, lang, actor_id, cause, words)"
    " VALUES (%s, %s, 'nb', %s, 'unsafe', 'Feil dose.')"
)
WISH = (
    "INSERT INTO editions_withdrawalwish (content_id, lang, reason, notice, actor_id)"
    " VALUES (%s, 'nb', 'unsafe', 'Borte.', %s)"
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@contextmanager
def open_transaction(work):
    """Another session has done this, all its checks passed; it idles and commits at the end."""
    done, go, wrong = threading.Event(), threading.Event(), []

    def other() -> None:
        try:
            with transaction.atomic():
                work()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                done.set()
                go.wait()
        except DatabaseError as error:
            wrong.append(error)
        finally:
            done.set()
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    until(done.is_set, "the other session has done it")
    try:
        assert wrong == []
        yield
    finally:
        go.set()
        thread.join()
    assert wrong == []


def by_form(house, page):
    assert take_back(house["clinician"]).status_code == 200


def by_sql(house, page):
    values = [SignOff.objects.earliest("pk").pk, page.translation_key, house["clinician"].pk]
    with connection.cursor() as cursor:
        cursor.execute(TAKING, values)


def by_withdrawal(house, page):
    item_withdraw(content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={})


HOW = {
    "by the form": (by_form, "revoked"),
    "by SQL": (by_sql, "revoked"),
    "withdrawn": (by_withdrawal, "withdrawn"),
}


def require_hidden(page, status):
    """Nobody reads a word of it, anywhere, and each place says why."""
    client = Client()
    digest = Edition.objects.exclude(action="withdrawn").latest("pk").edition_digest
    said = client.get(f"/api/v1/editions/{digest}/status").json()
    receipt = client.get(f"/api/v1/editions/{digest}/receipt")
    assert (said["status"], said["isReadable"]) == (status, False)
    assert receipt.headers["Edition-Status"] == status
    for address in (
        f"/nb/{page.public_path}",
        f"/api/v1/content/nb/{page.public_path}",
        f"/api/v1/content/{page.translation_key}?lang=nb",
        f"/api/v1/editions/{digest}",
    ):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 410)
        assert "Sov nok." not in answer.text
        assert "/None" not in f"{answer.headers} {answer.text}"
    assert listed(page) == [False] * 4


@pytest.mark.parametrize("how", HOW)
def test_a_publication_that_is_committed_last_is_not_read(house, how):
    work, status = HOW[how]
    page, state = half_signed(house)
    publish = lambda: act(state, "sign", by=house["second"], **sign_data(page))  # noqa: E731
    with open_transaction(publish):
        work(house, page)
        assert public_status(page) == 404
    require_hidden(page, status)
    assert [row.page_id for row in hidden_texts()] == [page.pk]
    assert signatures_waiting() == []
    with held(PAGE_HELD):
        assert {**wishes_run(), **takings_back_run()} != {}
        require_hidden(page, status)
    assert {**takings_back_run(), **wishes_run(), **takings_back_run()} == {}
    assert Edition.objects.latest("pk").action == "withdrawn"
    require_hidden(page, status)
    assert hidden_texts() == []
    assert list(audit()) == []


@pytest.mark.parametrize("what", ["taken back", "withdrawn"])
def test_a_wish_that_is_committed_last_hides_what_was_published_meanwhile(house, what):
    if what == "taken back":
        page, state = half_signed(house)
        signer, who = house["clinician"].pk, "second"
        statement, values = TAKING, [SignOff.objects.get().pk, page.translation_key, signer]
    else:
        # Every signature of what is published is younger than the wish.
        page = draft(author=house["author"])
        state, who = submit(page, by=house["author"]), "clinician"
        act(state, "approve", by=house["desk"])
        statement, values = WISH, [page.translation_key, house["duty"].pk]
    with session() as other:
        other.execute(statement, values)
        act(state, "sign", by=house[who], **sign_data(page))
        assert public_status(page) == 200
        other.commit()
    require_hidden(page, "revoked" if what == "taken back" else "withdrawn")
    assert {**wishes_run(), **takings_back_run(), **wishes_run()} == {}
    assert Edition.objects.latest("pk").action == "withdrawn"
    assert list(audit()) == []


def test_a_signature_under_what_is_public_hides_it_whoever_writes_the_wish(house, published, live):
    other = published(draft(author=house["author"], slug="annen", title="Annen"))
    client = Client()
    before = client.get(f"/nb/{live.public_path}")
    assert before.status_code == 200
    by_sql(house, live)
    tag = before.headers.get("ETag", "")
    assert client.get(f"/nb/{live.public_path}", headers={"If-None-Match": tag}).status_code == 410
    told = public_by_id(content_id=live.translation_key, lang="nb").data()["edition"]
    assert told["withdrawal"]["reason"] == "revoked"
    assert told["withdrawal"]["notice"] == default_notice(lang="nb")
    assert public_status(other) == 200
    assert takings_back_run() == {}
    assert (
        told["withdrawal"]["notice"]
        == (public_by_id(content_id=live.translation_key, lang="nb").data())["edition"][
            "withdrawal"
        ]["notice"]
    )


def test_the_house_has_the_same_words_in_python_and_in_the_database(db):
    with connection.cursor() as cursor:
        for lang, _name in settings.LANGUAGES:
            cursor.execute("SELECT editions_default_notice(%s)", [lang])
            assert cursor.fetchone() == (default_notice(lang=lang),)


def test_what_is_held_keeps_nothing_waiting_that_is_not(house, published, monkeypatch):
    monkeypatch.setattr("editorial.editions.wishes.loop.SECONDS", 0.05)
    monkeypatch.setattr("editorial.editions.wishes.loop.TURN_SECONDS", 0)
    live = published(draft(author=house["author"]))
    drafts = [draft(author=house["author"], slug=f"x{at}") for at in range(3)]
    with connection.cursor() as cursor:
        for each in drafts:
            cursor.execute(WISH, [each.translation_key, house["duty"].pk])
    with session() as other:
        other.execute(
            "SELECT 1 FROM wagtailcore_page WHERE id = ANY (%s) FOR NO KEY UPDATE",
            [[each.pk for each in drafts]],
        )
        by_sql(house, live)
        assert public_status(live) == 410
        loop = WishLoop()
        loop.start()
        try:
            until(
                lambda: Edition.objects.filter(action="withdrawn").exists(), "the log has the other"
            )
        finally:
            loop.stop()
            loop.join()
    assert WithdrawalWish.objects.filter(outcome=None).count() >= len(drafts)
    assert TakingBack.objects.count() == 1


def test_of_two_who_withdraw_the_public_is_told_what_the_log_will_say(house, live):
    def notice():
        told = public_by_id(content_id=live.translation_key, lang="nb").data()["edition"]
        return told["withdrawal"]["reason"]

    def withdraw(who, reason):
        item_withdraw(content_id=live.translation_key, actor=house[who], reason=reason, notices={})

    with held(PAGE_HELD):
        withdraw("duty", "outdated")
        assert notice() == "outdated"
        withdraw("chief", "unsafe")
        assert notice() == "unsafe"
        withdraw("duty", "consolidated")
        assert notice() == "unsafe"
    assert wishes_run() == {}
    assert notice() == "unsafe"
    (told,) = [
        row
        for row in json.loads(Client().get("/api/v1/changes?since=0").content)["entries"]
        if row["action"] == "withdrawn"
    ]
    assert told["severity"] == "safety"
    assert browser_of(house["chief"]).get("/admin/").status_code == 200
