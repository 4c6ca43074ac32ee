"""Run web and worker as children, restart what dies, stop all of it together."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

STOP_SECONDS = 15
LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """One process; `pause` grows while it keeps dying young."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command, env={**os.environ, **self.environment}, start_new_session=True
        )

    def tend(self) -> None:
        """Start it again where it has died, later each time."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            if now - self.started > LONGEST_PAUSE:
                self.pause = 0.5
            self.due, self.process = now + self.pause, None
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if self.process is None and now >= self.due:
            self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def children(*, port: int) -> list[Child]:
    """The web server and the worker."""
    python = [sys.executable]
    return [
        Child(
            "web",
            [*python, "-m", "gunicorn", "cms.wsgi:application", "--bind", f"0.0.0.0:{port}",
             "--workers", "2", "--threads", "4", "--worker-class", "gthread",
             "--access-logfile", os.devnull, "--log-level", "warning", "--timeout", "60"],
        ),
        Child("worker", [*python, "manage.py", "worker"]),
    ]  # fmt: skip


def supervise(processes: list[Child]) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP; then stop every child and return."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    while not stopping:
        for child in processes:
            child.tend()
        time.sleep(0.2)
    deadline = time.monotonic() + STOP_SECONDS
    for child in processes:
        child.stop()
    for child in processes:
        child.wait(deadline - time.monotonic())
