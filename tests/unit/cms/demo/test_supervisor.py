"""The supervisor restarts what dies, says so, waits longer each time, and stops all of it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from cms.demo import supervisor
from cms.demo.supervisor import LONGEST_PAUSE, Child, answers, children, supervise
from tests.patience import until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('ready', flush=True); time.sleep(600)",
]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The test runner's own signal handlers, put back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    kept = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def child() -> Iterator[Callable[..., Child]]:
    made: list[Child] = []

    def make(name: str, command: list[str]) -> Child:
        made.append(Child(name, command))
        return made[-1]

    yield make
    for each in made:
        if each.process is not None and each.process.poll() is None:
            os.killpg(each.process.pid, signal.SIGKILL)
            each.process.wait()


def test_a_dead_child_is_named_and_started_again(child):
    web = child("web", SLEEPER)
    assert web.tend() == ""
    first = web.process
    assert first is not None
    assert web.tend() == ""
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert web.tend() == (
        f"web (process {first.pid}) was ended by SIGKILL; started again in 0.5 s."
    )
    assert web.process is None
    until(lambda: web.tend() == "" and web.process is not None, "web is started again")
    assert web.process.pid != first.pid


def test_a_crash_loop_is_told_each_time_and_slows_down(child):
    worker = child("worker", [sys.executable, "-c", "import sys; sys.exit(3)"])
    pauses = []
    for _turn in range(8):
        worker.due = 0.0
        worker.tend()
        assert worker.process is not None
        pid = worker.process.pid
        worker.process.wait()
        worker.due = time.monotonic() + 600
        told = worker.tend()
        assert told.startswith(f"worker (process {pid}) ended with exit code 3; started again in ")
        pauses.append(float(told.split()[-2]))
    assert pauses == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_child_that_lived_long_is_back_at_once(child):
    web = child("web", SLEEPER)
    web.tend()
    assert web.process is not None
    web.pause = LONGEST_PAUSE
    web.started -= LONGEST_PAUSE + 1
    web.process.kill()
    web.process.wait()
    assert web.tend().endswith("started again in 0.5 s.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_any_ending_signal_stops_every_child(child, number):
    web, worker = child("web", SLEEPER), child("worker", SLEEPER)
    told: list[str] = []

    def kill_one_then_stop() -> None:
        until(lambda: web.process is not None and worker.process is not None, "both run")
        os.kill(web.process.pid, signal.SIGKILL)
        until(lambda: len(told) == 2 and web.process is not None, "web runs again")
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=kill_one_then_stop)
    thread.start()
    supervise([web, worker], tell=told.append, on_ready=lambda: told.append("ready"))
    thread.join()
    assert told[0] == "ready"
    assert told[1].startswith("web (process ")
    assert told[2:] == ["Stopping …"]
    assert web.process is not None
    assert worker.process is not None
    assert (web.process.poll(), worker.process.poll()) == (-signal.SIGTERM, -signal.SIGTERM)


def test_who_does_not_stop_is_killed_with_what_it_started(child, monkeypatch):
    stubborn = Child("stubborn", STUBBORN)
    stubborn.process = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE, start_new_session=True)
    assert stubborn.process.stdout is not None
    assert stubborn.process.stdout.readline() == b"ready\n"
    (grandchild,) = psutil.Process(stubborn.process.pid).children()
    stubborn.stop()
    stubborn.wait(0.3)
    assert stubborn.process.returncode == -signal.SIGKILL
    until(
        lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE,
        "what it started is ended",
    )


def test_children_are_stopped_when_the_supervisor_itself_fails(child):
    web = child("web", SLEEPER)

    class Broken:
        def tend(self) -> str:
            if web.process is not None:
                raise OSError("the data folder is gone")
            return ""

    with pytest.raises(OSError, match="the data folder is gone"):
        supervise([web], tell=lambda _line: None, before=[Broken()])
    assert web.process is not None
    assert web.process.poll() == -signal.SIGTERM


def test_a_database_that_is_gone_is_told(monkeypatch, tmp_path):
    database = supervisor.Database(tmp_path)
    states = {"running": False, "starts": False}
    monkeypatch.setattr(supervisor, "is_running", lambda *, data_dir: states["running"])
    monkeypatch.setattr(supervisor, "keep_running", lambda *, data_dir: states["starts"])
    assert database.tend() == "PostgreSQL is gone and does not start yet; tried again."
    states["starts"] = True
    assert database.tend() == "PostgreSQL was gone; it runs again."
    states["running"] = True
    assert database.tend() == ""


def test_web_and_worker_get_addresses_but_never_the_owners():
    made = children(host="127.0.0.1", port=8123, environment={"DATABASE_URL": "postgresql://a@/b"})
    assert [each.name for each in made] == ["web", "worker"]
    assert all(each.environment == {"DATABASE_URL": "postgresql://a@/b"} for each in made)
    assert "127.0.0.1:8123" in made[0].command


def test_nobody_there_is_no_answer(unused_port):
    assert answers(host="127.0.0.1", port=unused_port, path="/") is False


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
