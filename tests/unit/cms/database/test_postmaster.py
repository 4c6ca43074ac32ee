"""Which process is the server of a folder: by number, owner, program, folder and time of start."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.database import embedded, postmaster
from cms.database.postmaster import NOTE, SOCKET, Note, note, server_process, serving
from cms.database.programs import program
from cms.database.refusals import DatabaseNotStarted


@pytest.fixture
def running(data_dir):
    """The folder of a running server, and its note."""
    embedded.start(data_dir=data_dir, durable=False)
    noted = note(data_dir / "postgres" / NOTE)
    assert noted is not None
    return data_dir / "postgres", noted


def test_a_note_is_read_line_by_line(tmp_path):
    (tmp_path / NOTE).write_text(
        "4711\n/data/postgres\n1764340000\n5433\n/run/x\n\n  123   456\nready   \n"
    )
    assert note(tmp_path / NOTE) == Note(4711, 1764340000, 5433, "/run/x", "ready")


def test_a_note_without_its_last_lines_is_one(tmp_path):
    (tmp_path / NOTE).write_text("4711\n/data/postgres\n1764340000\n")
    assert note(tmp_path / NOTE) == Note(4711, 1764340000, 5432, "", "")


@given(content=st.binary(max_size=6000))
def test_whatever_lies_there_is_a_note_with_a_number_or_none(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.pid"
    file.write_bytes(content)
    noted = note(file)
    assert noted is None or 0 < noted.pid <= postmaster.LARGEST_PID


@given(lines=st.lists(st.text(alphabet="0123456789-+_ \t\r٣x./", max_size=14), max_size=9))
def test_lines_that_nearly_fit_raise_nothing(tmp_path_factory, lines):
    file = tmp_path_factory.getbasetemp() / "nearly.pid"
    file.write_text("\n".join(lines), encoding="utf-8")
    noted = note(file)
    assert noted is None or server_process(noted, file.parent) is None


def test_the_server_itself_is_found(running):
    pgdata, noted = running
    assert serving(pgdata, socket_dir=pgdata).process == psutil.Process(noted.pid)


def test_another_number_owner_or_folder_is_not_it(running, tmp_path):
    pgdata, noted = running
    children = psutil.Process(noted.pid).children()
    assert children
    # A child of the server has its program, its folder and its owner, and began at its time.
    listening = replace(noted, pid=children[0].pid, started=noted.started + 3600)
    assert server_process(listening, pgdata) is None
    assert server_process(noted, tmp_path) is None
    assert server_process(replace(noted, pid=os.getpid()), pgdata) is None


def test_a_clock_that_was_set_since_does_not_make_it_a_stranger(running):
    pgdata, noted = running
    moved = replace(noted, started=noted.started - 172_800)
    assert server_process(moved, pgdata) == psutil.Process(noted.pid)


def test_without_a_socket_another_time_of_start_is_another_process(running):
    pgdata, noted = running
    moved = replace(noted, started=noted.started - 172_800, socket_dir="/nowhere")
    assert server_process(moved, pgdata) is None


def test_where_the_folder_of_a_process_is_not_told_its_command_is_asked(running, monkeypatch):
    """In a container root may not see where another account's process works."""
    pgdata, noted = running

    def denied(self: psutil.Process) -> str:
        raise psutil.AccessDenied(self.pid)

    monkeypatch.setattr(psutil.Process, "cwd", denied)
    assert server_process(noted, pgdata) == psutil.Process(noted.pid)
    assert server_process(noted, pgdata.parent) is None


def test_a_damaged_note_of_a_running_server_is_not_taken_for_left_over(running):
    pgdata, noted = running
    (pgdata / NOTE).rename(pgdata / "note")
    try:
        with pytest.raises(DatabaseNotStarted) as refused:
            serving(pgdata, socket_dir=pgdata)
        assert str(refused.value) == (
            f"PostgreSQL (process {noted.pid}) still runs on {pgdata}, but its postmaster.pid was "
            "damaged or removed. It ends by itself within a minute: start again then."
        )
    finally:
        (pgdata / "note").rename(pgdata / NOTE)
    assert (pgdata / f"{SOCKET}.lock").exists()


def test_postgresql_of_another_installation_is_neither_joined_nor_hindered(data_dir, tmp_path):
    """Its program is another file; here a copy of ours."""
    pgdata = data_dir / "postgres"
    copy = tmp_path / "pginstall"
    shutil.copytree(program("postgres").parents[1], copy, symlinks=True)
    found = pgdata.stat()
    as_whom = {"user": found.st_uid} if os.geteuid() == 0 else {}
    server = subprocess.Popen(
        [str(copy / "bin" / "postgres"), "-D", str(pgdata), "-h", "", "-k", str(pgdata)],
        stderr=subprocess.DEVNULL,
        cwd="/",
        **as_whom,
    )
    try:
        while (noted := note(pgdata / NOTE)) is None or noted.status != "ready":
            assert server.poll() is None
        with pytest.raises(DatabaseNotStarted) as refused:
            embedded.start(data_dir=data_dir, durable=False)
        assert str(refused.value) == (
            f"The embedded PostgreSQL could not be started in {pgdata}: Another PostgreSQL "
            f"({copy / 'bin' / 'postgres'}, process {server.pid}) runs on {pgdata}. Stop it, or "
            "choose another data folder. Set DATABASE_URL to use a server of your own."
        )
        assert server.poll() is None
        assert list(pgdata.glob("*.set-aside-*")) == []
    finally:
        server.terminate()
        server.wait()


def test_a_program_that_only_has_the_name_is_a_stranger(data_dir, tmp_path):
    pgdata, named = data_dir / "postgres", tmp_path / "postgres"
    shutil.copy(Path("/bin/sleep").resolve(), named)
    stranger = subprocess.Popen([str(named), "3600"])
    try:
        started = int(psutil.Process(stranger.pid).create_time())
        assert server_process(Note(stranger.pid, started, 5432, "", ""), pgdata) is None
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
