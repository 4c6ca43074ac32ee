"""`manage.py check` sees what stands before the database, with a real PgBouncer."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connections

from cms.database import pooler
from cms.database.accounts import SYSTEM_USER
from tests.integration.test_own_settings import WAITING, in_the_way, own
from tests.patience import until
from tests.services import absent


def program():
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if found is None:
        absent("PgBouncer is not installed (Debian's package pgbouncer).")
    return found


def version(found):
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in said.split()[1].split(".")[:2])


@contextmanager
def bouncer(*, mode, extra=""):
    """A pooler before this test's database, of a mode; yields its port."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        with _running(Path(name), mode=mode, extra=extra) as port:
            yield port


@contextmanager
def _running(folder, *, mode, extra):
    login = connections["default"].settings_dict
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    roles = {connections[alias].settings_dict["USER"] for alias in ("default", "public")}
    users = folder / "users.txt"
    users.write_text("".join(f'"{role}" ""\n' for role in sorted(roles)))
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        "[databases]\n"
        f"* = host={login['HOST']} port={login['PORT'] or 5432}\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {users}\npool_mode = {mode}\n"
        f"logfile = {folder}/log\npidfile = {folder}/pid\n"
        "ignore_startup_parameters = extra_float_digits,options\n"
        f"{extra}\n"
    )
    command = [program(), str(settings)]
    if os.geteuid() == 0:  # it will not run as root, and the embedded server's folder is its own
        command[1:1] = ["-u", SYSTEM_USER]
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, SYSTEM_USER)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port, process):
    def listens():
        if process.poll() is not None:
            raise RuntimeError(f"PgBouncer ended: {process.stderr.read().decode()[-500:]}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=60):
            return True
        return False

    until(listens, "PgBouncer listens")


@pytest.fixture
def through(db, monkeypatch, settings):
    """Lead some aliases through a port, as addresses in the environment would."""
    settings.ENV = SimpleNamespace(database_url="postgresql://through.pooler/x")

    def lead(port, *aliases):
        for alias in aliases:
            connections[alias].close()
            monkeypatch.setitem(connections[alias].settings_dict, "HOST", "127.0.0.1")
            monkeypatch.setitem(connections[alias].settings_dict, "PORT", str(port))

    yield lead
    for alias in ("default", "public"):
        connections[alias].close()


def found():
    return [message.id for message in pooler.pooler_check()]


def test_in_transaction_mode_the_application_may_not_go_through_it(through):
    with bouncer(mode="transaction") as port:
        through(port, "default")
        assert found() == ["helsekilde.E010"]


def test_public_reads_may_where_they_prepare_nothing_or_it_carries_that(through, monkeypatch):
    carries = version(program()) >= (1, 21)
    extra = "max_prepared_statements = 100" if carries else ""
    with bouncer(mode="transaction", extra=extra) as port:
        through(port, "public")
        assert found() == ([] if carries else ["helsekilde.E011"])
        options = connections["public"].settings_dict["OPTIONS"]
        monkeypatch.setitem(options, "prepare_threshold", None)
        assert found() == []


@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_a_session_begins_through_it_whatever_is_set_and_whoever_idles(through, mode):
    """PgBouncer's own connections are as the role has set them: the first statement waits not."""
    with in_the_way(), own("public", **WAITING), bouncer(mode=mode) as port:
        through(port, "public")
        with connections["public"].cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
            cursor.execute("SHOW transaction_read_only")
            assert cursor.fetchone() == ("on",)


def test_a_pooler_that_keeps_sessions_is_none_of_its_business(through):
    with bouncer(mode="session") as port:
        through(port, "default", "public")
        assert found() == []


def test_without_a_pooler_there_is_nothing_to_say(db, through):
    assert found() == []


def test_what_does_not_answer_is_not_its_question(db, through):
    through(1, "default", "public")
    assert found() == []


def test_the_embedded_server_is_not_asked(db, monkeypatch):
    def never(_parameters):
        raise AssertionError("asked")

    monkeypatch.setattr(pooler, "is_shared", never)
    assert pooler.pooler_check() == []


def test_a_session_of_its_own_is_told_from_a_shared_one(db):
    parameters = pooler._parameters("default")
    assert pooler.is_shared(parameters) is False
    assert pooler.carries_prepared(parameters) is True
    with pytest.raises(psycopg.OperationalError):
        pooler.is_shared({**parameters, "host": "127.0.0.1", "port": "1"})
