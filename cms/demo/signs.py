"""Signs of life from what the supervisor runs: those that a process sends, and those asked for."""

import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cms.worker.notify import VARIABLE

PROBE_PAUSE = 10.0


class Signs(Protocol):
    """`heard` is the moment (monotonic) of the last sign."""

    heard: float

    def environment(self) -> dict[str, str]:
        """What the process has to know so that it can give signs."""

    def listen(self) -> None:
        """Take in what has come. Never waits."""

    def close(self) -> None:
        """Nobody listens any more."""


class Sent:
    """Datagrams that the process sends by systemd's protocol, to a socket of its own."""

    def __init__(self) -> None:
        self.heard = time.monotonic()
        self._folder = Path(tempfile.mkdtemp(prefix="helsekilde-"))
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(os.fspath(self._folder / "notify"))

    def environment(self) -> dict[str, str]:
        return {VARIABLE: os.fspath(self._folder / "notify")}

    def listen(self) -> None:
        with suppress(BlockingIOError):
            while self._socket.recv(4096):
                self.heard = time.monotonic()

    def close(self) -> None:
        self._socket.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Asked:
    """A question that is asked every ten seconds, in a thread: the answer may take its time."""

    def __init__(self, is_alive: Callable[[], bool]) -> None:
        self.heard = time.monotonic()
        self._is_alive = is_alive
        self._over = threading.Event()
        threading.Thread(target=self._ask, name="probe", daemon=True).start()

    def environment(self) -> dict[str, str]:
        return {}

    def listen(self) -> None:
        return None

    def close(self) -> None:
        self._over.set()

    def _ask(self) -> None:
        while not self._over.wait(PROBE_PAUSE):
            if self._is_alive():
                self.heard = time.monotonic()
