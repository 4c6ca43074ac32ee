"""Who hangs is killed and started again; who works is left alone, also after a long sleep."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cms.demo import signs, supervisor
from cms.demo.signs import Asked, Sent
from cms.demo.supervisor import Child, answers, children
from tests.patience import until

SILENT = [sys.executable, "-c", "import time; time.sleep(600)"]
LIVELY = [
    sys.executable,
    "-c",
    "import time\nfrom cms.worker.notify import ALIVE, notify\n"
    "while True:\n    notify(ALIVE)\n    time.sleep(0.05)\n",
]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_SILENCE", 2.0)
    monkeypatch.setattr(signs, "PROBE_PAUSE", 0.05)


@pytest.fixture
def child() -> Iterator[Callable[..., Child]]:
    made: list[Child] = []

    def make(command: list[str], **options: object) -> Child:
        made.append(Child("worker", command, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        if each.process is not None and each.process.poll() is None:
            os.killpg(each.process.pid, signal.SIGKILL)
            each.process.wait()


def first_word(made: Child) -> str:
    return until(made.tend, "the supervisor says something")


def test_one_that_gives_no_sign_is_killed_and_started_again(child):
    made = child(SILENT, signs=Sent)
    made.tend()
    first = made.process
    assert first_word(made) == (
        f"worker (process {first.pid}) gave no sign of life for 2 s; killed."
    )
    assert first_word(made) == (
        f"worker (process {first.pid}) was ended by SIGKILL; started again in 0.5 s."
    )
    until(lambda: made.tend() == "" and made.process is not None, "it is started again")
    assert made.process.pid != first.pid


def test_one_that_was_stopped_is_killed(child):
    made = child(LIVELY, signs=Sent)
    made.tend()
    began = made._heard.heard
    until(lambda: made.tend() == "" and made._heard.heard > began, "it gives a sign")
    os.kill(made.process.pid, signal.SIGSTOP)
    assert first_word(made).endswith("gave no sign of life for 2 s; killed.")
    assert made.process.wait(60) == -signal.SIGKILL


def test_one_that_gives_signs_is_left_alone(child):
    made = child(LIVELY, signs=Sent)
    made.tend()
    pid, turns = made.process.pid, 0

    def heard_often() -> bool:
        nonlocal turns
        before = made._heard.heard
        assert made.tend() == ""
        turns += made._heard.heard > before
        return turns > 60  # longer than the silence that ends it

    until(heard_often, "it gives signs again and again")
    assert made.process.pid == pid


def test_a_supervisor_that_slept_itself_blames_nobody(child):
    made = child(SILENT, signs=Sent)
    made.tend()
    made._looked -= supervisor.STOOD_STILL + 1
    made._heard.heard -= 3600
    assert made.tend() == ""
    assert made.process.poll() is None


def test_without_signs_nobody_listens(child):
    made = child(SILENT)
    made.tend()
    made._looked -= 3600
    assert made.tend() == ""
    assert made._heard is None


def test_the_socket_goes_with_its_process(child):
    made = child([sys.executable, "-c", ""], signs=Sent)
    made.tend()
    folder = made._heard._folder
    assert folder.exists()
    until(made.tend, "it has ended")
    assert not folder.exists()


class Web(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        return None


@pytest.fixture
def web() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_web_is_asked_and_a_refusal_is_no_answer(web, monkeypatch):
    asked = Asked(lambda: answers(host="127.0.0.1", port=web, path="/live"))
    try:
        began = asked.heard
        until(lambda: asked.heard > began, "it answers")
        monkeypatch.setattr(Web, "status", 503)
        assert not answers(host="127.0.0.1", port=web, path="/live")
    finally:
        asked.close()


def test_both_are_watched_in_the_demo():
    made = children(host="127.0.0.1", port=8123, environment={})
    assert [each.signs is not None for each in made] == [True, True]
