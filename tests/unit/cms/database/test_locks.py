"""One preparation at a time; a lock that is held is given up in time, and its holder named."""

import threading
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.database import locks
from tests import databases
from tests.flows.locks.taken import session
from tests.kinds import rows

PATIENCE = 120


@pytest.fixture
def hasty(monkeypatch):
    """The same tries, without the waiting between them."""
    monkeypatch.setattr(locks, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(locks, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr("cms.management.commands.database_prepare.LOCK_SECONDS", 0.4)


def test_a_table_that_somebody_holds_stops_it_and_the_line_says_who(db, hasty):
    with closing(databases.owner_connection(db)) as owner:
        owner.execute("GRANT TRUNCATE ON taggit_tag TO helsekilde_app")
        before = rows(db)
        owner.autocommit = False
        owner.execute("SET application_name = 'a long report'")
        # GRANT itself waits for nobody who only reads: this is somebody who writes the catalogue.
        owner.execute("GRANT REFERENCES ON taggit_tag TO helsekilde_app")
        pid = owner.info.backend_pid
        with pytest.raises(CommandError) as refused:
            call_command("database_prepare", verbosity=0)
        owner.rollback()
    assert str(refused.value) == (
        "The database is migrated, the rights are as they were: a lock was held by process "
        f"{pid} (helsekilde_owner, a long report, idle in transaction). Run database_prepare again."
    )
    assert rows(db) == before
    call_command("database_prepare", verbosity=0)


def test_a_lock_that_is_let_go_in_time_is_waited_for(db, hasty):
    with closing(databases.owner_connection(db)) as owner:
        owner.execute("GRANT TRUNCATE ON taggit_tag TO helsekilde_app")
        owner.autocommit = False
        owner.execute("GRANT REFERENCES ON taggit_tag TO helsekilde_app")
        letting_go = threading.Timer(0.8, owner.rollback)
        letting_go.start()
        call_command("database_prepare", verbosity=0)
        letting_go.join()
        may = owner.execute(
            "SELECT has_table_privilege('helsekilde_app', 'taggit_tag', 'TRUNCATE')"
        )
        assert may.fetchone() == (False,)


def test_a_second_one_says_that_it_waits_and_then_does_its_work(db):
    said = StringIO()
    done = threading.Event()

    def second():
        from django.db import connections

        try:
            call_command("database_prepare", verbosity=1, stdout=said)
            done.set()
        finally:
            connections.close_all()

    waiting = "Another database_prepare runs on this database; waiting for it to end.\n"
    with closing(databases.owner_connection(db)) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [locks.KEY])
        thread = threading.Thread(target=second, daemon=True)
        thread.start()
        seen = threading.Event()
        for _time in range(PATIENCE * 10):
            if said.getvalue() == waiting:
                break
            seen.wait(0.1)
        assert said.getvalue() == waiting
        assert not done.is_set()
        first.execute("SELECT pg_advisory_unlock(%s)", [locks.KEY])
        thread.join(timeout=PATIENCE)
    assert done.is_set()
    assert said.getvalue() == (
        f"{waiting}The database is migrated and every role has its rights.\n"
    )


def test_a_login_that_prepares_nothing_is_named_and_not_waited_for(db):
    said = StringIO()
    with session("public") as public:
        public.execute("SELECT pg_advisory_lock(%s)", [locks.KEY])
        call_command("database_prepare", verbosity=1, stdout=said)
    assert said.getvalue() == (
        "helsekilde_public keeps the lock of database_prepare, and prepares nothing: going on.\n"
        "The database is migrated and every role has its rights.\n"
    )


def test_other_errors_are_not_tried_again(db):
    from django.db import OperationalError

    tried = []

    def work():
        tried.append(1)
        raise OperationalError("the server is gone")

    with (
        closing(databases.owner_connection(db)) as connection,
        pytest.raises(OperationalError, match="the server is gone"),
    ):
        locks.unhurried(work, pid=lambda: None, watch=connection)
    assert tried == [1]
