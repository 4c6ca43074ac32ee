"""Web servers that are measured: the same gunicorn for ours and for stock."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the process that its workers are children of."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """Processor time of the workers so far; 0 where there is no /proc."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            rows = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1] for pid in children]
        except OSError:
            return 0.0
        return sum(int(value) for row in rows for value in row.split()[11:13]) / TICKS


@contextmanager
def server(
    *, application: str, settings: str, port: int, worker: str, ready: str, workers: int = 1
) -> Iterator[Server]:
    """A gunicorn with so many workers that answers at `ready`; stopped at the end."""
    command = [
        sys.executable, "-m", "gunicorn", application, "--workers", str(workers),
        "--worker-class", worker, "--threads", "1", "--bind", f"127.0.0.1:{port}",
        "--log-level", "error", "--forwarder-headers=",
    ]  # fmt: skip
    quiet = {"PYTHONWARNINGS": "ignore::UserWarning", "DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | quiet)  # noqa: S603 - our own
    try:
        _wait(address=f"http://127.0.0.1:{port}{ready}", process=process)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(*, address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()  # noqa: S310 - our own address
        except OSError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.2)
        else:
            return
