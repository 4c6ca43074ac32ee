"""A machine to set up: booted from this one's own system, thrown away at the end."""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.patience import happens

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it has a name of its own
ROOM_NEEDED = 3 * 1024**3
PREFIX = "helsekilde-drill-"
LOCK = "lock"
# Commands, and the Debian package that brings each: what boots a machine, and what the document
# installs on it. The machine has the second kind from here, for it has no way out.
BOOTS = {
    "systemd-nspawn": "systemd-container",
    "setpriv": "util-linux",
    "unshare": "util-linux",
}
INSTALLED = {
    "pg_createcluster": "postgresql",
    "nginx": "nginx",
    "git": "git",
    "openssl": "openssl",
    "curl": "curl",
}
PYTHON = "/usr/bin/python3"
PYTHON_PACKAGE = "python3-venv"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
UP = ("running", "degraded")


class NotBooted(Exception):
    """The machine did not come up; says why."""


def missing() -> list[str]:
    """Why this machine cannot lend a machine; empty: it can."""
    found = []
    if os.geteuid() != 0:
        found.append("only root may boot a machine of its own")
    needed = {**BOOTS, **INSTALLED}
    packages = [package for name, package in needed.items() if not shutil.which(name, path=PATH)]
    venv = [PYTHON, "-c", "import ensurepip, venv"]
    has_python = Path(PYTHON).exists()
    if not has_python or subprocess.run(venv, capture_output=True, check=False).returncode:
        packages.append(PYTHON_PACKAGE)
    if packages:
        found.append(f"not installed: {' '.join(packages)}")
    return found


class Machine:
    """A booted machine. `shell` takes commands as root, one after the other, in one session."""

    def __init__(self, *, leader: int, shell: "Shell") -> None:
        self.leader = leader
        self.shell = shell

    def enter(self, *command: str, network_only: bool = False) -> list[str]:
        """The command line that runs a command in it, or only in its network."""
        spaces = ["--net"] if network_only else ["--all"]
        return ["nsenter", "--target", str(self.leader), *spaces, "--", *command]


class Shell:
    """A root shell that stays open, so that what one block sets the next one knows."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [*command, "/usr/bin/env", "-i", *(f"{k}={v}" for k, v in environment.items()),
             "/bin/bash", "--noprofile", "--norc", "-eu", "-o", "pipefail"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, text: str) -> tuple[bool, str]:
        """Whether all of the commands succeeded, and what they printed.

        The session ends with the first one that fails.
        """
        mark = f"drill-{time.monotonic_ns()}"
        stdin, stdout = self._pipes()
        try:
            # Commands that read their input must not take the next ones for it.
            stdin.write(f"{{ {text}\n}} </dev/null\necho {mark}\n")
            stdin.flush()
        except BrokenPipeError:
            return False, "The shell has ended."
        lines = []
        for line in stdout:
            if line.rstrip("\n").endswith(mark):
                return True, "".join(lines)
            lines.append(line)
        return False, "".join(lines)

    def close(self) -> None:
        """End the session; what it has started in the background goes with the machine."""
        for pipe in self._pipes():
            pipe.close()
        self.process.wait()

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("The shell has no pipes.")
        return self.process.stdin, self.process.stdout


@contextmanager
def booted(*, wheels: Path, repository: Path, environment: dict[str, str]) -> Iterator[Machine]:
    """A machine with Debian's packages installed and nothing of the house on it.

    Raises NotBooted. However the block ends, processes, mounts and files are gone after it.
    """
    with _folder() as place:
        log = place / "console"
        hidden = f"/{ROOT.parts[1]}"
        with log.open("w") as console:
            process = subprocess.Popen(
                # Whatever becomes of the runner, this ends with it, and with it the first process
                # of a space of processes in which all others are.
                ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private",
                 "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "/bin/sh",
                 str(HERE / "machine.sh"), str(place), str(wheels), str(repository), hidden],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, env={"PATH": PATH},
                start_new_session=True,
            )  # fmt: skip
        try:
            leader = _leader(process, log)
            machine = Machine(leader=leader, shell=None)  # type: ignore[arg-type]
            machine.shell = Shell(machine.enter(), environment)
            yield machine
            machine.shell.close()
        finally:
            _end(process)


def _leader(process: subprocess.Popen[bytes], log: Path) -> int:
    """The first process of the machine, once its services are up."""

    def up() -> list[int]:
        return [child for child in _grandchildren(process.pid) if _state(child) in UP]

    happens(lambda: up() or process.poll() is not None, pause=0.2)
    for child in up():
        return child
    raise NotBooted(f"The machine did not boot: {log.read_text(errors='replace')[-2000:]}")


def _state(child: int) -> str:
    """What the machine's first process says of its services."""
    return subprocess.run(
        ["nsenter", "--target", str(child), "--all", "--", "systemctl", "is-system-running"],
        capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _grandchildren(pid: int) -> list[int]:
    """Processes that the machine's starter has started, once they are a machine's first."""
    return [
        each for child in _children(pid) for each in _children(child) if _comm(each) == "systemd"
    ]


def _comm(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """The starter ends, and with it every process that is in the machine."""
    inside = _children(process.pid)
    process.kill()
    process.wait()
    # While one of them is there, so is the file system that is to be removed.
    happens(lambda: not any(map(_comm, inside)))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the machine's changes, in memory where there is room; removed at the end.

    What a runner left behind that was killed itself is removed, too.
    """
    free = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    parent = MEMORY if free else Path(tempfile.gettempdir())
    # One at a time looks around and takes its own: a folder is never seen without its lock.
    with (parent / f"{PREFIX}lock").open("a") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        for old in left_over(parent):
            shutil.rmtree(old, ignore_errors=True)
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = (place / LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.close()


def left_over(parent: Path) -> list[Path]:
    """Folders of machines whose runner is gone."""
    found = []
    for folder in parent.glob(f"{PREFIX}*"):
        if not folder.is_dir():
            continue
        with (folder / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            found.append(folder)
    return found
