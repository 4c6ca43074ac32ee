"""One server in a folder: started once, joined by others, stopped by the last of them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from cms.database import embedded
from cms.database.accounts import account_for, system_account
from cms.database.postmaster import NOTE, is_alive, note
from cms.database.programs import run
from cms.database.refusals import DatabaseNotStarted
from cms.database.server import join_or_launch
from tests.faults.pid_files import user
from tests.patience import until

PATIENCE_SECONDS = 120
FORKED = """
import os, sys
from pathlib import Path
from cms.database import embedded
embedded.start(data_dir=Path(sys.argv[1]), durable=False)
child = os.fork()
if child == 0:
    sys.exit(0)
os.waitpid(child, 0)
print(embedded.is_running(data_dir=Path(sys.argv[1])))
"""


def server(data_dir: Path) -> psutil.Process:
    noted = note(data_dir / "postgres" / NOTE)
    assert noted is not None
    return psutil.Process(noted.pid)


@contextmanager
def started(data_dir: Path):
    """Another process that uses the server."""
    with user(data_dir) as process:
        assert process.stdout.readline() == "started\n", process.communicate()[1]
        yield process


def end(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode


def test_each_role_has_an_address_that_answers(data_dir):
    found = embedded.start(data_dir=data_dir, durable=False)
    for address, role in (
        (found.owner, "helsekilde_owner"),
        (found.application, "helsekilde_app"),
        (found.public, "helsekilde_public"),
        (found.superuser, "postgres"),
    ):
        with psycopg.connect(address) as connection:
            row = connection.execute("SELECT current_user, current_database()").fetchone()
        assert row == (role, "helsekilde")


def test_the_last_that_lets_go_stops_it(data_dir):
    with started(data_dir) as first, started(data_dir) as second:
        running = server(data_dir)
        assert end(first) == 0
        assert is_alive(running)
        assert end(second) == 0
        assert not is_alive(running)
    assert not (data_dir / "postgres" / NOTE).exists()


def test_a_server_that_a_killed_process_left_is_joined(data_dir):
    with started(data_dir) as killed:
        running = server(data_dir)
        killed.kill()
        killed.wait()
    assert is_alive(running)
    embedded.start(data_dir=data_dir, durable=False)
    assert server(data_dir) == running
    embedded.stop(data_dir=data_dir)
    assert not is_alive(running)


def test_starts_at_the_same_moment_make_one_server(tmp_path):
    data_dir = tmp_path / "data"
    with user(data_dir) as one, user(data_dir) as two, user(data_dir) as three:
        for process in (one, two, three):
            assert process.stdout.readline() == "started\n", process.communicate()[1]
        running = server(data_dir)
        assert [end(process) for process in (one, two, three)] == [0, 0, 0]
        assert not is_alive(running)


def test_a_server_that_is_being_stopped_is_waited_for(data_dir):
    found = embedded.start(data_dir=data_dir, durable=False)
    former = server(data_dir)
    with psycopg.connect(found.superuser):
        former.send_signal(signal.SIGTERM)  # which waits for this connection
        until(lambda: note(data_dir / "postgres" / NOTE).status == "stopping", "it is stopping")
        with user(data_dir) as later:
            time.sleep(0.5)
            assert later.poll() is None
            former.send_signal(signal.SIGINT)
            assert later.stdout.readline() == "started\n"
            assert server(data_dir) != former
            assert end(later) == 0


def test_a_killed_server_is_started_again_and_the_last_user_stops_that_one(data_dir):
    embedded.start(data_dir=data_dir, durable=False)
    with started(data_dir) as other:
        former = server(data_dir)
        former.kill()
        until(lambda: not embedded.is_running(data_dir=data_dir), "it is seen to be gone")
        until(lambda: embedded.keep_running(data_dir=data_dir), "it runs again")
        latter = server(data_dir)
        assert latter != former
        embedded.stop(data_dir=data_dir)
        assert is_alive(latter)
        assert end(other) == 0
        assert not is_alive(latter)


def test_a_killed_server_whose_child_lives_on_is_not_started_a_second_time(data_dir):
    """PostgreSQL finds that child by the memory they share; nobody is signalled for it."""
    embedded.start(data_dir=data_dir, durable=False)
    former = server(data_dir)
    children = former.children()
    stopped = next(child for child in children if "checkpointer" in " ".join(child.cmdline()))
    stopped.suspend()
    try:
        former.kill()
        until(lambda: not embedded.is_running(data_dir=data_dir), "it is seen to be gone")
        with pytest.raises(DatabaseNotStarted, match="is still in use"):
            join_or_launch(
                data_dir / "postgres", account=account_for(data_dir / "postgres"), patience=0
            )
        assert not embedded.keep_running(data_dir=data_dir)
        assert stopped.status() == psutil.STATUS_STOPPED
    finally:
        stopped.resume()
    until(lambda: embedded.keep_running(data_dir=data_dir), "it runs again")


def test_a_forked_child_that_ends_takes_nothing_along(data_dir):
    done = subprocess.run(
        [sys.executable, "-c", FORKED, str(data_dir)],
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
    assert not (data_dir / "postgres" / NOTE).exists()


def test_a_server_whose_folder_was_removed_ends_with_its_user(tmp_path):
    data_dir = tmp_path / "data"
    with started(data_dir) as process:
        running = server(data_dir)
        shutil.rmtree(data_dir)
        assert end(process) == 0
    assert not is_alive(running)
    assert not data_dir.exists()


def test_a_list_of_numbers_from_an_older_version_is_nobody(data_dir):
    former = data_dir / "postgres" / ".handle_pids.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        former.write_text(json.dumps([stranger.pid, 1, os.getppid()]))
        embedded.start(data_dir=data_dir, durable=False)
        running = server(data_dir)
        embedded.stop(data_dir=data_dir)
        assert not is_alive(running)
        assert stranger.poll() is None
        stranger.stdin.close()
    assert not former.exists()


def test_a_locale_that_is_not_there_and_other_words_of_the_environment_change_nothing(tmp_path):
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        data_dir = Path(folder) / "data"
        environment = {
            **os.environ,
            "LANG": "nb_NO.UTF-8", "LC_ALL": "no such locale", "LC_CTYPE": "xx_XX", "PGPORT": "6",
            "PGDATA": str(tmp_path), "PGHOST": "/nowhere", "LANGUAGE": "tlh",
        }  # fmt: skip
        script = (
            "import sys, psycopg, pathlib; from cms.database import embedded;"
            "found = embedded.start(data_dir=pathlib.Path(sys.argv[1]), durable=False);"
            "print(*psycopg.connect(found.superuser).execute("
            "\"SELECT datlocprovider, datlocale, datcollate, current_setting('lc_messages'),"
            " lower('ÆØÅŊ') FROM pg_database WHERE datname = 'helsekilde'\").fetchone())"
        )
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script, str(data_dir)], env=environment,
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "b C.UTF-8 C C æøåŋ\n"), done.stderr
    assert list(tmp_path.iterdir()) == []


WORDS = ["Åse", "ase", "Ærlig", "øre", "Ole", "zink", "Zoster", "éclair", "čáhci", "ŋ", "10", "9",
         "a b", "ab", "A-B", "ß", "ẞ", "İ", "ı", "Σ", "ς"]  # fmt: skip


LOCALE = "SELECT datcollate, datlocprovider FROM pg_database WHERE datname = 'helsekilde'"


def test_a_folder_that_was_made_in_another_locale_goes_on_in_the_same_order(data_dir, tmp_path):
    """Former versions took the locale of the machine, where the tests ran: C.UTF-8."""
    found = embedded.start(data_dir=data_dir, durable=False)
    orders = [ordered(found.superuser)]
    former = tmp_path / "former"
    former.mkdir()
    account = account_for(former / "postgres")
    if account is not None:
        former.chmod(0o777)
        assert account == system_account()
    try:
        run("initdb", "-D", str(former / "postgres"), "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "-U", "postgres", account=account)  # fmt: skip
        found = embedded.start(data_dir=former, durable=False)
        with psycopg.connect(found.superuser) as connection:
            row = connection.execute(LOCALE).fetchone()
        assert row == ("C.UTF-8", "c")
        orders.append(ordered(found.superuser))
    finally:
        embedded.stop(data_dir=former)
    assert orders[0] == orders[1]


def ordered(address: str) -> list[tuple[str, str, str, bool]]:
    """The words in order, in small and large letters, and whether they are taken for letters."""
    with psycopg.connect(address) as connection:
        return connection.execute(
            "SELECT word, lower(word), upper(word), word ~ '^[[:alpha:]]+$'"
            " FROM unnest(%s::text[]) word ORDER BY word",
            [WORDS],
        ).fetchall()
