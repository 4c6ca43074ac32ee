"""A second Elasticsearch, to be stopped, frozen and started again without disturbing anybody."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import absent
from tests.services.elasticsearch import STARTER


class SecondServer:
    """Keeps its data and its address when it is stopped."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.gettempdir()) / f"helsekilde-second-{secrets.token_hex(6)}"
        self.url = ""

    def start(self) -> None:
        port = ["--port", self.url.rpartition(":")[2]] if self.url else []
        done = self._run("start", "--brief", *port)
        if done.returncode:
            absent(done.stderr.strip().splitlines()[-1])
        self.url = done.stdout.strip()

    def stop(self) -> None:
        self._run("stop")

    def freeze(self) -> None:
        """Let it accept connections and say nothing, as a server does that is out of memory."""
        os.kill(self._pid(), signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._pid(), signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pid(self) -> int:
        return int((self.folder / "pid").read_text())

    def _run(self, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, STARTER, command, "--folder", self.folder, *more],
            capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def second_server(settings: Any, patient_client: None) -> Iterator[SecondServer]:
    """A server of this test's own; it starts in about ten seconds, on a quiet machine."""
    server = SecondServer()
    try:
        server.start()
        settings.ELASTICSEARCH_URL = server.url
        settings.ELASTICSEARCH_INDEX_PREFIX = f"test-{secrets.token_hex(5)}"
        yield server
    finally:
        server.remove()
