"""Whoever holds up others is seen and can be ended, at work or idle; and nobody waits for ever."""

from contextlib import closing, suppress
from threading import Thread

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from cms.database import shadows
from cms.health.withdrawals import order
from editorial.editions.expiry import expiry_run
from editorial.editions.order import holder_end, holders
from editorial.editions.selectors import public_by_id
from editorial.editions.wishes import services
from tests.contract.rows import owner
from tests.factories.pages import draft
from tests.flows.locks.taken import session
from tests.holding import TAKE_ORDER, held
from tests.patience import until

pytestmark = pytest.mark.usefixtures("in_english")
# Takes the lock of the log, writes nothing, and is at work from then on.
AT_WORK = (
    "INSERT INTO editions_hold (log_seq, first_seq, last_seq, heads, facts) "
    "SELECT 0, 1, 1, '[]', '{}' WHERE false; SELECT pg_sleep(600)"
)
# What the form that withdraws reads before anything is wished.
FORM = ("users_user", "auth_group", "users_adminsession", "wagtailcore_page")
# A wish to withdraw is written without these, and hides the text.
NOT_NEEDED = (
    "editions_withdrawalwish", "wagtailcore_locale", "wagtailcore_revision",
    "wagtailcore_workflowstate",
)  # fmt: skip
SAYS = "Whoever runs the house can name and end it (manage.py log_lock)"


@pytest.fixture
def impatient(db, monkeypatch):
    monkeypatch.setattr(shadows, "LOCK_SECONDS", 0.2)
    connection.close()


def beside(statement, pid):
    """Run a statement in a session of the application, in a thread; `pid` gets its process."""

    def work():
        with session("default") as other:
            pid.append(other.info.backend_pid)
            try:
                other.execute(statement)
            except Exception:  # noqa: BLE001 - it is ended from outside
                return

    thread = Thread(target=work)
    thread.start()
    until(lambda: pid, "it has begun")
    return thread


def logs():
    return [each for each in holders(seconds=0) if each.holds == "log"]


def test_who_holds_the_log_and_is_at_work_is_seen_and_ended(house, published, monkeypatch):
    pid = []
    thread = beside(AT_WORK, pid)
    until(logs, "it has the log")
    (seen,) = logs()
    assert (seen.pid, seen.idle) == (pid[0], None)
    assert "holds the lock of the log, in a transaction of " in str(seen)
    monkeypatch.setattr("cms.health.withdrawals.holders", lambda: holders(seconds=0))
    assert (order().is_ok, order().figures["holders"]) == (False, 1)
    assert holder_end(pid=pid[0])
    thread.join()
    until(lambda: not logs(), "it is gone")
    assert published(draft(author=house["author"])).live


def test_who_waits_for_the_log_is_not_taken_for_who_has_it(db):
    waiting = []
    with held(TAKE_ORDER) as pid:
        thread = beside(TAKE_ORDER, waiting)
        until(
            lambda: _asked("SELECT count(*) FROM pg_locks WHERE relation = 'editions_order'"
                           "::regclass AND pid = ANY(%s)", waiting),
            "it waits",
        )  # fmt: skip
        assert [each.pid for each in logs()] == [pid]
        thread.join()


def _asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(values[0])])
        return cursor.fetchone()[0]


def test_a_form_that_cannot_be_read_says_so_and_goes_on_when_the_holder_is_ended(
    house, live, impatient
):
    browser = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    browser.force_login(house["duty"])
    path = f"/admin/pages/{live.pk}/withdraw/"
    data = {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Ikke følg dette rådet."}
    assert browser.get(path).status_code == 200
    for table in FORM:
        with session("default") as other:
            other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            answer = browser.post(path, data)
            assert (table, answer.status_code) == (table, 503)
            assert SAYS in answer.text
            found = {each.pid: each for each in holders(seconds=0)}
            assert found[other.info.backend_pid].holds == table
            call_command("log_lock", "--end", str(other.info.backend_pid))
            other.close()
        assert public_by_id(content_id=live.translation_key, lang="nb").state == "current"
    assert browser.post(path, data).status_code == 302
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"


@pytest.mark.parametrize("table", NOT_NEEDED)
def test_a_withdrawal_hides_the_text_without(house, published, impatient, monkeypatch, table):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    page = published(draft(author=house["author"]))
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(house["duty"])
    with session("default") as other:
        with suppress(psycopg.errors.InsufficientPrivilege):
            other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        data = {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Ikke følg dette rådet."}
        assert browser.post(f"/admin/pages/{page.pk}/withdraw/", data).status_code == 302
        assert public_by_id(content_id=page.translation_key, lang="nb").state == "withdrawn"


def test_one_text_that_is_held_keeps_the_clock_from_no_other(house, published, live, impatient):
    second = published(draft(author=house["author"], title="Andre", slug="andre"))
    with closing(owner()) as other:
        other.execute(
            "UPDATE editions_publicdocument SET public_until = now() - interval '1 minute'"
        )
        other.commit()
    with held(f"SELECT 1 FROM wagtailcore_page WHERE id = {live.pk} FOR UPDATE"):
        done = expiry_run()
    assert (done.expired, list(done.refused)) == ([second.pk], [live.pk])
    assert expiry_run().expired == [live.pk]


def test_every_session_of_the_application_waits_for_a_while_and_no_longer(db):
    for alias in ("default", "public"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("10s",)
