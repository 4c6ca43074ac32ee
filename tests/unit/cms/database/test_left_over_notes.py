"""What an earlier server left in the folder hinders nobody, and names nobody who is signalled."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from cms.database import embedded, left_over
from cms.database.postmaster import NOTE, SOCKET, note
from tests.faults.pid_files import (
    SHAPES,
    leave,
    note_of,
    remove,
    stranger,
    whole,
)

LOCK = f"{SOCKET}.lock"
# Names its second thread, and ends when nobody holds its input any more.
TWO_THREADS = """
import sys, threading
def second():
    print(threading.get_native_id(), flush=True)
    sys.stdin.read()
threading.Thread(target=second).start()
"""


@pytest.fixture
def other(tmp_path):
    """A stranger, and the file of what signals it was sent."""
    told = tmp_path / "signals"
    with stranger(told) as process:
        yield process, told


@pytest.fixture
def pgdata(data_dir):
    return data_dir / "postgres"


def kept(pgdata, name=NOTE):
    return sorted(pgdata.glob(f"{name}.set-aside-*"))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_left_over_note_of_any_shape_is_set_aside(data_dir, pgdata, other, shape, caplog):
    process, told = other
    leave(shape, pgdata, process)
    before = (pgdata / NOTE).lstat()
    with caplog.at_level(logging.WARNING):
        embedded.start(data_dir=data_dir, durable=False)
    assert embedded.is_running(data_dir=data_dir)
    assert len(kept(pgdata)) == len(kept(pgdata, LOCK)) == 1
    after = kept(pgdata)[0].lstat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    said = [record.getMessage() for record in caplog.records if record.name == left_over.__name__]
    assert said[0].startswith(f"{pgdata / NOTE} was left over (")
    assert said[0].endswith(f" It was set aside as {kept(pgdata)[0].name}.")
    embedded.stop(data_dir=data_dir)
    assert (process.status() != psutil.STATUS_ZOMBIE, told.read_text()) == (True, "")


def test_what_a_link_leads_to_stays_as_it_is(data_dir, pgdata):
    elsewhere = data_dir / "elsewhere"
    elsewhere.write_text(note_of(psutil.Process(), pgdata))
    before = elsewhere.read_bytes()
    (pgdata / NOTE).symlink_to(elsewhere)
    embedded.start(data_dir=data_dir, durable=False)
    assert elsewhere.read_bytes() == before
    assert kept(pgdata)[0].readlink() == elsewhere


def test_a_dangling_link_and_a_pipe_are_set_aside_unread(data_dir, pgdata):
    (pgdata / NOTE).symlink_to(data_dir / "nowhere")
    os.mkfifo(pgdata / LOCK)
    embedded.start(data_dir=data_dir, durable=False)
    assert kept(pgdata)[0].is_symlink()
    assert kept(pgdata, LOCK)[0].is_fifo()
    assert not (data_dir / "nowhere").exists()


def test_what_lies_in_the_place_of_the_socket_is_set_aside(data_dir, pgdata):
    remove(pgdata / SOCKET)
    (pgdata / SOCKET).mkdir()
    embedded.start(data_dir=data_dir, durable=False)
    assert kept(pgdata, SOCKET)[0].is_dir()


@pytest.mark.parametrize(
    "pid",
    ["0", "1", "-1", "-7", pytest.param(str(os.getpid()), id="own"),
     pytest.param(str(os.getppid()), id="parent"), "2147483647", "2147483648", "9" * 30, "９",
     "1_0", "0x10", ""],
)  # fmt: skip
def test_a_number_that_no_server_has_is_nobodys(data_dir, pgdata, pid):
    lines = note_of(psutil.Process(), pgdata).splitlines()
    (pgdata / NOTE).write_text("\n".join([pid, *lines[1:], ""]), encoding="utf-8")
    embedded.start(data_dir=data_dir, durable=False)
    assert len(kept(pgdata)) == 1
    assert note(pgdata / NOTE).pid not in (0, 1, os.getpid(), os.getppid())


def test_a_thread_of_a_process_is_no_server(data_dir, pgdata):
    lines = note_of(psutil.Process(), pgdata).splitlines()
    with subprocess.Popen(
        [sys.executable, "-c", TWO_THREADS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        thread = int(other.stdout.readline())
        assert thread != other.pid
        (pgdata / NOTE).write_text("\n".join([str(thread), *lines[1:], ""]))
        embedded.start(data_dir=data_dir, durable=False)
        assert len(kept(pgdata)) == 1
        assert other.poll() is None
        other.communicate()  # it ends with its input
        assert other.returncode == 0


def test_the_server_of_another_folder_is_a_stranger(data_dir, pgdata, tmp_path):
    """A folder that was copied while its server ran brings that server's note along."""
    another = tmp_path / "another"
    embedded.start(data_dir=another, durable=False)
    try:
        copied = (another / "postgres" / NOTE).read_text()
        (pgdata / NOTE).write_text(copied)
        embedded.start(data_dir=data_dir, durable=False)
        assert kept(pgdata)[0].read_text() == copied
        embedded.stop(data_dir=data_dir)
        assert embedded.is_running(data_dir=another)
    finally:
        embedded.stop(data_dir=another)


def test_a_process_that_left_only_its_entry_is_none(data_dir, pgdata):
    """The number of a zombie is taken, so PostgreSQL itself would wait for it for ever."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    try:
        process = psutil.Process(gone.pid)
        whole(pgdata / NOTE, note_of(process, pgdata))
        whole(pgdata / LOCK, note_of(process, pgdata))
        while process.status() != psutil.STATUS_ZOMBIE:
            pass
        embedded.start(data_dir=data_dir, durable=False)
        assert len(kept(pgdata)) == 1
    finally:
        gone.wait()


def test_no_more_than_the_newest_are_kept(data_dir, pgdata):
    for number in range(left_over.KEPT + 3):
        (pgdata / f"{NOTE}.set-aside-20000101T0000{number:02}.000000Z").write_text(str(number))
    (pgdata / NOTE).write_text("newest")
    embedded.start(data_dir=data_dir, durable=False)
    assert len(kept(pgdata)) == left_over.KEPT
    assert kept(pgdata)[-1].read_text() == "newest"
    assert kept(pgdata)[0].read_text() == "4"


def test_a_folder_that_cannot_be_read_as_a_note_is_none(tmp_path: Path):
    assert note(tmp_path) is None
    assert note(tmp_path / "missing") is None
