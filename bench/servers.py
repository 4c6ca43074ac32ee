"""Web servers that are measured: the same gunicorn for ours and for stock."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def server(
    *, application: str, settings: str, port: int, worker: str, ready: str
) -> Iterator[None]:
    """One gunicorn worker that answers at `ready`; stopped at the end."""
    command = [
        sys.executable, "-m", "gunicorn", application, "--workers", "1", "--worker-class", worker,
        "--threads", "1", "--bind", f"127.0.0.1:{port}", "--log-level", "error",
    ]  # fmt: skip
    quiet = {"PYTHONWARNINGS": "ignore::UserWarning", "DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | quiet)  # noqa: S603 - our own
    try:
        _wait(address=f"http://127.0.0.1:{port}{ready}", process=process)
        yield
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
