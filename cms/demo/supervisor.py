"""Run database, web and worker, restart what dies, say so, stop all of it together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Protocol

from cms.database.embedded import is_running, keep_running
from cms.demo.signs import Asked, Sent, Signs
from cms.demo.tether import tethered

STOP_SECONDS = 15
SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
PROBE_SECONDS = 5
# Web and worker give a sign of life every ten seconds; one that is still for so long hangs.
LONGEST_SILENCE = 90.0
# The supervisor itself did not run for so long (it was stopped, or the machine slept).
STOOD_STILL = 15.0


class Tended(Protocol):
    """What the supervisor looks after."""

    def tend(self) -> str:
        """Start it again where it has died. Returns a line for the person who watches, or ""."""


@dataclass
class Child:
    """One process; `pause` grows while it keeps dying young.

    Where it has `signs`, one that gives none for `LONGEST_SILENCE` is killed, with what it started.
    """

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = SHORTEST_PAUSE
    due: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    signs: Callable[[], Signs] | None = None
    _heard: Signs | None = field(default=None, init=False)
    _looked: float = field(default=0.0, init=False)

    def start(self) -> None:
        self.started = self._looked = time.monotonic()
        signs = {}
        if self.signs is not None:
            self._heard = self.signs()
            signs = self._heard.environment()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            tethered(self.command),
            env={**os.environ, **self.environment, **signs},
            start_new_session=True,
        )

    def tend(self) -> str:
        """Start it again where it has died, later each time; says what died and when it is back."""
        now, told = time.monotonic(), self._silent()
        if told:
            return told
        if self.process is not None and self.process.poll() is not None:
            if now - self.started > LONGEST_PAUSE:
                self.pause = SHORTEST_PAUSE
            told = (
                f"{self.name} (process {self.process.pid}) {_ending(self.process.returncode)}; "
                f"started again in {self.pause:g} s."
            )
            self.due, self.process = now + self.pause, None
            self._forget_signs()
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if self.process is None and now >= self.due:
            self.start()
        return told

    def _silent(self) -> str:
        """Kill it where it hangs. Returns what to say then, or ""."""
        now = time.monotonic()
        stood_still, self._looked = now - self._looked > STOOD_STILL, now
        if self._heard is None or self.process is None or self.process.poll() is not None:
            return ""
        self._heard.listen()
        if stood_still:
            self._heard.heard = now
        if now - self._heard.heard <= LONGEST_SILENCE:
            return ""
        self._heard.heard = now
        self._kill(self.process)
        return (
            f"{self.name} (process {self.process.pid}) gave no sign of life for "
            f"{LONGEST_SILENCE:g} s; killed."
        )

    def _forget_signs(self) -> None:
        if self._heard is not None:
            self._heard.close()
            self._heard = None

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait until it is gone; after that time it is killed, with what it has started."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self._kill(self.process)
            self.process.wait()
        finally:
            self._forget_signs()


def _ending(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


@dataclass
class Database:
    """The embedded PostgreSQL below a data folder."""

    data_dir: Path

    def tend(self) -> str:
        if is_running(data_dir=self.data_dir):
            return ""
        if keep_running(data_dir=self.data_dir):
            return "PostgreSQL was gone; it runs again."
        return "PostgreSQL is gone and does not start yet; tried again."


def children(*, host: str, port: int, environment: dict[str, str]) -> list[Child]:
    """The web server and the worker."""
    python = [sys.executable]
    probe = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 - a comparison
    return [
        Child(
            "web",
            [*python, "-m", "gunicorn", "cms.wsgi:application", "--bind", f"{host}:{port}",
             "--preload", "--workers", "2", "--threads", "4", "--worker-class", "gthread",
             "--access-logfile", os.devnull, "--log-level", "warning", "--timeout", "60",
             "--graceful-timeout", "5", "--forwarder-headers="],
            environment=environment,
            signs=lambda: Asked(lambda: answers(host=probe, port=port, path="/live")),
        ),
        Child("worker", [*python, "manage.py", "worker"], environment=environment, signs=Sent),
    ]  # fmt: skip


def answers(*, host: str, port: int, path: str) -> bool:
    """True where a page is there."""
    connection = HTTPConnection(host, port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200  # noqa: PLR2004
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def supervise(
    processes: Sequence[Child],
    *,
    tell: Callable[[str], None],
    before: Sequence[Tended] = (),
    is_ready: Callable[[], bool] = lambda: True,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP; then stop every child and return.

    `before` is tended first each time (a database before those who need it). `on_ready` is called
    once, when `is_ready` says so for the first time.
    """
    stopping = ready = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        while not stopping:
            for each in (*before, *processes):
                told = each.tend()
                if told:
                    tell(told)
            if not ready and is_ready() and not stopping:
                ready = True
                on_ready()
            time.sleep(0.2)
    finally:
        tell("Stopping …")
        deadline = time.monotonic() + STOP_SECONDS
        for child in processes:
            child.stop()
        for child in processes:
            child.wait(deadline - time.monotonic())
