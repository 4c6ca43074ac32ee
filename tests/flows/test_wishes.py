"""A withdrawal never gives up: hidden from the commit of the wish on, whoever holds a lock."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from content_models.publishing import PublicationRefused
from editorial.editions.models import Edition, LogEntry, WishOutcome, WithdrawalWish
from editorial.editions.order import holders
from editorial.editions.selectors import public_by_id
from editorial.editions.services import item_withdraw
from editorial.editions.tasks import order_clock
from editorial.editions.wishes import services
from editorial.editions.wishes.loop import WishLoop
from editorial.editions.wishes.services import wishes_run
from tests.factories.pages import draft
from tests.holding import TAKE_ORDER, held
from tests.patience import until
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
NOTICE = "Ikke følg dette rådet."
HELD = {
    "the log": TAKE_ORDER,
    "the page": "SELECT 1 FROM wagtailcore_page FOR UPDATE",
    "its public row, its log and its page": (
        "SELECT 1 FROM wagtailcore_page FOR UPDATE; " + TAKE_ORDER
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """The request gives up after one try, which is the worker's turn then."""
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def withdraw(page, house):
    return item_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="unsafe",
        notices={"nb": NOTICE},
    )  # fmt: skip


def addresses(page):
    digest = Edition.objects.get().edition_digest
    item = str(page.translation_key)
    return {
        "by id": f"/api/v1/content/{item}?lang=nb",
        "by path": f"/api/v1/content/nb/{page.public_path}",
        "on the site": f"/nb/{page.public_path}",
        "by digest": f"/api/v1/editions/{digest}",
    }


def listed(page):
    client = Client()
    found = [
        client.get("/api/v1/content?lang=nb").content,
        client.get("/nb/").content,
        client.get("/sitemap-nb.xml").content,
        client.get("/api/v1/search?lang=nb&q=hvile").content,
    ]
    return [page.public_path.encode() in content for content in found]


@pytest.mark.parametrize("what", HELD)
def test_it_is_hidden_at_once_and_in_the_log_as_soon_as_that_can_be_had(house, live, what):
    client = Client()
    before = {name: client.get(path) for name, path in addresses(live).items()}
    assert {name: answer.status_code for name, answer in before.items()} == dict.fromkeys(
        before, 200
    )
    with held(HELD[what]):
        (stopped,) = withdraw(live, house)
        assert (stopped.lang, stopped.was_public, stopped.is_done) == ("nb", True, False)
        for name, path in addresses(live).items():
            tag = before[name].headers.get("ETag", "")
            for headers in ({}, {"If-None-Match": tag}):
                answer = client.get(path, headers=headers)
                assert (name, answer.status_code) == (name, 410)
                assert NOTICE in answer.text
                assert "Sov nok." not in answer.text
                # There is no edition of it yet, and nothing leads to one.
                assert "/None" not in f"{answer.headers} {answer.text}"
        assert listed(live) == [False] * 4
        assert LogEntry.objects.count() == 1
        assert list(wishes_run()) == [live.translation_key]
    assert wishes_run() == {}
    assert LogEntry.objects.count() == 2
    found = public_by_id(content_id=live.translation_key, lang="nb").data()["edition"]
    assert (found["withdrawal"]["notice"], found["withdrawal"]["reason"]) == (NOTICE, "unsafe")
    assert Edition.objects.get(number=2).actor_id == house["duty"].pk
    assert WishOutcome.objects.get().was_public
    problem = json.loads(client.get(addresses_of_log(live)).content)
    assert problem["editionDigest"] == Edition.objects.get(number=2).edition_digest


def addresses_of_log(page):
    return f"/api/v1/content/{page.translation_key}?lang=nb"


def test_the_screen_says_hidden_and_not_yet_in_the_log(house, live):
    browser = Client()
    browser.force_login(house["duty"])
    data = {"reason": "unsafe", "languages": ["nb"], "notice_nb": NOTICE}
    with held(TAKE_ORDER):
        answer = browser.post(f"/admin/pages/{live.pk}/withdraw/", data, follow=True)
        (said,) = [str(message).strip() for message in answer.context["messages"]]
        assert said.startswith(f"“{live.title}” is hidden, not yet in the log: Norsk bokmål.")
        assert "Hidden, not yet in the log" in answer.text
    wishes_run()
    assert "Hidden, not yet in the log" not in browser.get("/admin/").text


def test_health_counts_what_waits_and_names_what_is_in_the_way(house, live, monkeypatch):
    monkeypatch.setattr("cms.health.withdrawals.holders", lambda: holders(seconds=0))

    def checks():
        found = json.loads(Client().get("/api/v1/health").content)["checks"]
        return {row["name"]: row for row in found if row["name"] in ("order", "withdrawals")}

    assert [row["isOk"] for row in checks().values()] == [True, True]
    with held(TAKE_ORDER):
        withdraw(live, house)
        said = checks()
        assert (said["withdrawals"]["waiting"], said["withdrawals"]["isOk"]) == (1, True)
        assert (said["order"]["holders"], said["order"]["isOk"]) == (1, False)
        monkeypatch.setattr("editorial.editions.wishes.selectors.PATIENCE", -timedelta(days=1))
        assert (checks()["withdrawals"]["late"], checks()["withdrawals"]["isOk"]) == (1, False)
        assert checks()["withdrawals"]["says"].startswith("Hidden, not yet in the log: 1. ")
    wishes_run()
    assert [row["isOk"] for row in checks().values()] == [True, True]


def test_publishing_gives_up_with_a_sentence_that_names_the_process(house):
    page = draft(author=house["author"])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    with held(TAKE_ORDER) as pid, pytest.raises(DatabaseError) as refused:
        act(state, "sign", by=house["clinician"], **sign_data(page))
    assert str(refused.value).splitlines()[0] == (
        "Another transaction holds the log, and nothing was written. Try again. "
        f"(Processes: {pid}.)"
    )
    assert LogEntry.objects.count() == 0
    act(state, "sign", by=house["clinician"], **sign_data(page))
    assert LogEntry.objects.count() == 1


def test_who_signs_while_the_log_is_held_is_told_so(house, live):
    page = draft(author=house["author"], slug="annen", title="Annen")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    browser = Client()
    browser.force_login(house["clinician"])
    path = f"/admin/review/{state.current_task_state_id}/"
    data = {**sign_data(page), "attested": "on", "action": "sign"}
    with held(TAKE_ORDER):
        answer = browser.post(path, data)
    (said,) = [reason.text for reason in answer.context["reasons"]]
    assert said.startswith("Another transaction holds the log, and nothing was written.")
    assert LogEntry.objects.count() == 1
    browser.post(path, data)
    assert LogEntry.objects.count() == 2


def test_an_idle_holder_is_named_and_ended_by_one_command(house, live, capsys, caplog):
    with held(TAKE_ORDER) as pid:
        call_command("log_lock")
        said = capsys.readouterr().out
        assert said.startswith(f"Process {pid} (login helsekilde_app, program a shell) holds ")
        with caplog.at_level(logging.ERROR):
            until(holders, "it has held it for long enough to be told of")
            order_clock(timestamp=0)
        assert f"process {pid} (login helsekilde_app" in caplog.text
        own = connection.connection.info.backend_pid
        with pytest.raises(CommandError, match="stands in nobody's way"):
            call_command("log_lock", "--end", str(own))
        call_command("log_lock", "--end", str(pid))
        until(lambda: not holders(seconds=0), "it is gone")
    capsys.readouterr()
    call_command("log_lock")
    assert capsys.readouterr().out.startswith("Nothing holds the log")
    (stopped,) = withdraw(live, house)
    assert stopped.is_done


def test_the_application_cannot_take_the_order_by_itself(db):
    for statement in (
        "SELECT 1 FROM editions_order FOR UPDATE",
        "SELECT 1 FROM editions_order",
        "LOCK TABLE editions_order",
        "DELETE FROM editions_order",
        "SELECT editions_take_order()",
        "DELETE FROM editions_shown",
        "UPDATE editions_shown SET title = 'x'",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|cannot \w+ (from )?view"):
            written(statement)


def written(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_published_while_a_wish_waits(house, live, published):
    other = draft(author=house["author"], slug="annen", title="Annen")
    with held("SELECT 1 FROM wagtailcore_page WHERE live FOR UPDATE"):
        withdraw(live, house)
    newer = live.get_latest_revision_as_object()
    newer.title = "Ny tittel"
    newer.save_revision(user=house["author"])
    state = submit(newer, by=house["author"])
    act(state, "approve", by=house["desk"])
    with pytest.raises(PublicationRefused) as refusal:
        act(state, "sign", by=house["clinician"], **sign_data(newer))
    assert [reason.code for reason in refusal.value.reasons] == ["stopping"]
    assert published(other).live
    wishes_run()
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"
    assert published(live).live
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "current"


def test_a_wish_is_never_changed_and_an_outcome_never_claimed(house, live):
    with held(TAKE_ORDER):
        withdraw(live, house)
    wish = WithdrawalWish.objects.get()
    for table in ("editions_withdrawalwish", "editions_wishoutcome"):
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(DatabaseError, match="permission denied"):
                written(statement)
    with pytest.raises(DatabaseError, match="its withdrawal is not carried out"):
        WishOutcome.objects.create(wish=wish, was_public=True, reviews=0)
    assert wishes_run() == {}
    assert WishOutcome.objects.get().was_public


def test_the_writer_of_a_wish_decides_neither_its_hour_nor_its_place(house, live):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO editions_withdrawalwish"
            " (content_id, lang, number, reason, notice, wished_at, actor_id)"
            " VALUES (%s, 'nb', 99, 'error', 'Borte.', '2000-01-01', %s)",
            [live.translation_key, house["duty"].pk],
        )
    wish = WithdrawalWish.objects.get()
    assert (wish.number, wish.wished_at.year > 2000) == (1, True)
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"


@pytest.mark.parametrize(
    ("notice", "reason"),
    [("Ta 20 tabletter i stedet.", "error"), ("x" * 301, "error"), ("Borte.", "expired"),
     ("Borte.", "revoked"), ("Borte.", "fordi"), ("<b>Borte</b>", "error")],
)  # fmt: skip
def test_the_words_of_a_wish_are_those_of_a_withdrawal(house, live, notice, reason):
    with pytest.raises(DatabaseError, match=r"A notice has|A person gives"):
        WithdrawalWish.objects.create(
            content_id=live.translation_key, lang="nb", reason=reason, notice=notice,
            actor_id=house["duty"].pk,
        )  # fmt: skip
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "current"


def test_the_worker_carries_it_out(house, live):
    with held(TAKE_ORDER):
        withdraw(live, house)
    loop = WishLoop()
    loop.start()
    until(lambda: LogEntry.objects.count() == 2, "the worker writes the withdrawal")
    loop.stop()
    loop.join()
    connections.close_all()
