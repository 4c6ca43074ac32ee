"""What keeps the embedded server whole: held signals, a true list of users, clear refusals."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cms.database import embedded
from cms.database.embedded import DatabaseNotStarted, start
from cms.database.handles import LIST, handles, strike_the_dead
from cms.database.signals import signals_held


def held(*, error: Exception | None = None) -> list[str]:
    """Ctrl-C inside the block; returns what was still done in it.

    A process that was started in the background may have been told to ignore it.
    """
    done = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with signals_held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            done.append("the block went on")
            if error is not None:
                raise error
    except KeyboardInterrupt:
        done.append("and then it acted")
    finally:
        signal.signal(signal.SIGINT, before)
    return done


def test_a_signal_waits_until_the_block_is_done():
    assert held() == ["the block went on", "and then it acted"]


def test_a_held_signal_wins_over_the_error_that_it_caused():
    assert held(error=OSError("initdb was interrupted too")) == [
        "the block went on",
        "and then it acted",
    ]


def test_handlers_are_as_they_were_before():
    before = signal.getsignal(signal.SIGTERM)
    with signals_held():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_who_was_killed_is_struck_from_the_list(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        pass
    (tmp_path / LIST).write_text(json.dumps([os.getpid(), gone.pid]))
    strike_the_dead(tmp_path)
    assert handles(tmp_path) == [os.getpid()]


def test_a_number_that_a_younger_process_has_got_is_struck(tmp_path):
    (tmp_path / LIST).write_text(json.dumps([os.getpid()]))
    os.utime(tmp_path / LIST, (1_000_000, 1_000_000))
    strike_the_dead(tmp_path)
    assert handles(tmp_path) == []


def test_a_missing_or_broken_list_names_nobody(tmp_path):
    assert handles(tmp_path) == []
    (tmp_path / LIST).write_text("{")
    assert handles(tmp_path) == []


def test_a_folder_that_can_not_be_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DatabaseNotStarted) as refused:
        start(data_dir=tmp_path / "file" / "data")
    assert str(refused.value) == (
        f"The data folder {tmp_path}/file/data can not be written (Not a directory)."
    )


@pytest.mark.parametrize("name", ["with a blank", "quote'd", "x" * 100])
def test_a_path_that_a_shell_or_a_socket_does_not_take_is_not_used_for_the_socket(tmp_path, name):
    folder, runtime = tmp_path / name, tmp_path / "run"
    folder.mkdir()
    chosen = embedded._socket_dir(folder, runtime)
    assert chosen.parent == runtime
    assert chosen.is_dir()
    assert embedded.SAFE_PATH.fullmatch(chosen.name)


def test_a_plain_short_path_holds_its_own_socket():

    with tempfile.TemporaryDirectory() as folder:
        assert embedded._socket_dir(Path(folder), Path("/nowhere")) == Path(folder)
