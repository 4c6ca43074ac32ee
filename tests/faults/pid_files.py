"""A `postmaster.pid` was left over, in any shape, and its number is a stranger's now.

The stranger must not be signalled: not by the start, not while the server runs and is killed, not
at the end of the process that started it. The server must start all the same, and what was left
over must lie beside it for a person to look at.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.patience import happens, until

NAME = "left-over pid files in the place of a stranger's number"
ROUNDS = 5
PATIENCE_SECONDS = 120

# Says what it was told by each signal that can be caught; a SIGKILL shows by its absence.
STRANGER = """
import os, pathlib, signal, sys, time
os.setuid(int(sys.argv[2]))
told = pathlib.Path(sys.argv[1])
def tell(number, frame):
    with told.open("a") as file:
        file.write(f"{signal.Signals(number).name}\\n")
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
    try:
        signal.signal(number, tell)
    except (OSError, ValueError):
        pass
told.touch()
while True:
    time.sleep(1)
"""
# Uses a server until its input ends, and then ends as every process does.
USER = """
import sys
from pathlib import Path
from cms.database import embedded
embedded.start(data_dir=Path(sys.argv[1]), durable=False)
print("started", flush=True)
sys.stdin.read()
"""
Shape = Callable[[Path, str], None]


def whole(file: Path, note: str) -> None:
    file.write_text(note)


def empty(file: Path, _note: str) -> None:
    file.write_bytes(b"")


def half_written(file: Path, note: str) -> None:
    file.write_text(note[:2])


def without_its_last_lines(file: Path, note: str) -> None:
    file.write_text("".join(note.splitlines(keepends=True)[:3]))


def binary(file: Path, _note: str) -> None:
    file.write_bytes(bytes(range(256)) * 8)


def folder(file: Path, note: str) -> None:
    file.mkdir()
    (file / "note").write_text(note)


def link_to_a_note(file: Path, note: str) -> None:
    """As if somebody kept it elsewhere; what it leads to is not ours to touch."""
    elsewhere = file.parent.parent / f"{file.name}.elsewhere"
    elsewhere.write_text(note)
    file.symlink_to(elsewhere)


def unreadable(file: Path, note: str) -> None:
    file.write_text(note)
    file.chmod(0)


SHAPES: tuple[Shape, ...] = (
    whole, empty, half_written, without_its_last_lines, binary, folder, link_to_a_note, unreadable,
)  # fmt: skip


def note_of(process: psutil.Process, pgdata: Path) -> str:
    """What the server itself would have written, had it been this process."""
    lines = [process.pid, pgdata, int(process.create_time()), 5432, pgdata, "", "  123  765"]
    lines.append("ready   ")
    return "".join(f"{line}\n" for line in lines)


def leave(shape: Shape, pgdata: Path, stranger: psutil.Process) -> None:
    """Both notes that a server leaves, in this shape, naming the stranger."""
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        remove(pgdata / name)
        shape(pgdata / name, note_of(stranger, pgdata))


def clear_away(pgdata: Path) -> None:
    """Remove what was set aside, and what a link led to."""
    for kept in (*pgdata.glob("*.set-aside-*"), *pgdata.parent.glob("*.elsewhere")):
        remove(kept)


def remove(file: Path) -> None:
    """Whatever it is, and also where it is not."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    else:
        file.unlink(missing_ok=True)


@contextmanager
def stranger(told: Path) -> Iterator[psutil.Process]:
    """A process of the server's own account that has nothing to do with the server."""
    account = os.geteuid()
    if account == 0:
        account = pwd.getpwnam("embedded_postgres").pw_uid
        told.parent.chmod(0o777)
    process = subprocess.Popen([sys.executable, "-c", STRANGER, str(told), str(account)], cwd="/")
    try:
        happens(lambda: told.exists() or process.poll() is not None)
        if not told.exists():
            raise RuntimeError("the stranger did not come up")
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


@contextmanager
def user(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the server of this folder, and has started it."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Each shape once a round: start over it, kill the server, name the stranger again, end."""
    from cms.database import embedded

    data_dir = Path(os.environ["HELSEKILDE_DATA"])
    pgdata = data_dir / "postgres"
    told = data_dir.with_name("told") / "signals"
    told.parent.mkdir()
    embedded.start(data_dir=data_dir, durable=False)
    embedded.stop(data_dir=data_dir)
    problems, starts = [], 0
    with stranger(told) as process:
        for _round in range(rounds):
            for shape in SHAPES:
                leave(shape, pgdata, process)
                found = _one(data_dir, process)
                problems += [f"{shape.__name__}: {problem}" for problem in found]
                starts += not found
                clear_away(pgdata)
        lives = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        signals = told.read_text().split()
    if not lives or signals:
        problems.append(f"the stranger {'lives' if lives else 'was killed'} and was sent {signals}")
    tell(
        f"{starts} of {rounds * len(SHAPES)} starts over {len(SHAPES)} shapes; the stranger "
        f"{'lives' if lives else 'is dead'} and was sent {len(signals)} signals"
    )
    return problems


def _one(data_dir: Path, process: psutil.Process) -> list[str]:
    pgdata, problems = data_dir / "postgres", []
    with user(data_dir) as using:
        assert using.stdout is not None
        if using.stdout.readline() != "started\n":
            return [f"no start: {using.communicate()[1][-500:]}"]
        if len(list(pgdata.glob("postmaster.pid.set-aside-*"))) != 1:
            problems.append("the left-over file was not set aside")
        server = psutil.Process(int((pgdata / "postmaster.pid").read_text().split()[0]))
        server.send_signal(signal.SIGKILL)
        _wait_for_the_end_of(server)
        leave(whole, pgdata, process)
        _out, said = using.communicate(timeout=PATIENCE_SECONDS)
        if using.returncode != 0:
            problems.append(
                f"the process that used it ended with {using.returncode}: {said[-500:]}"
            )
        if "was left over" not in said:
            problems.append(f"it did not say so: {said[-500:]!r}")
    return problems


def _wait_for_the_end_of(process: psutil.Process) -> None:
    """Its parent may not have asked how it ended."""
    until(
        lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE,
        f"process {process.pid}, which was killed, ends",
    )
