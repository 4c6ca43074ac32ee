"""Which process serves a data folder, read from the notes that PostgreSQL leaves there.

A note (`postmaster.pid`, and `.s.PGSQL.5432.lock` beside the socket) outlives a server that was
killed or whose machine lost power, and its number may be anybody's by then. A process is the
server's only where its number, its owner, its program, its folder and its time of start all fit.
What names no such process is set aside; nobody is signalled for what a note says.
"""

import os
import re
import socket
import stat
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from cms.database.left_over import set_aside
from cms.database.programs import program
from cms.database.refusals import DatabaseNotStarted

PORT = 5432
NOTE = "postmaster.pid"
SOCKET = f".s.PGSQL.{PORT}"
LARGEST_NOTE = 4096
LARGEST_PID = 2**31 - 1
DIGITS = re.compile(r"[0-9]{1,12}")
# Between a process's beginning and the second that PostgreSQL writes down lie the loading of its
# program on a busy disk, and what both round.
SLACK_SECONDS = 10


@dataclass(frozen=True)
class Note:
    """What a note says. `status` is PostgreSQL's word: "starting", "ready", "stopping" or ""."""

    pid: int
    started: int
    port: int
    socket_dir: str
    status: str


@dataclass(frozen=True)
class Postmaster:
    """A living server of ours, and what it noted of itself."""

    process: psutil.Process
    note: Note

    @property
    def is_alive(self) -> bool:
        return is_alive(self.process)


def is_alive(process: psutil.Process) -> bool:
    """False for one that is gone, that has only left its entry, or whose number was given anew."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def note(file: Path) -> Note | None:
    """Read a note; None where it is missing or no note, whatever else it may be.

    Only a plain file of its size is opened: a pipe would never end.
    """
    with suppress(OSError, ValueError):
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_NOTE:
            return None
        lines = [line.strip() for line in file.read_text(encoding="utf-8").split("\n")]
        pid, _folder, started, port, socket_dir, *more = [*lines[:8], *[""] * (8 - len(lines))]
        if not (DIGITS.fullmatch(pid) and DIGITS.fullmatch(started)):
            return None
        if not 0 < int(pid) <= LARGEST_PID:
            return None
        return Note(
            int(pid), int(started), int(port) if DIGITS.fullmatch(port) else PORT,
            socket_dir, more[2],
        )  # fmt: skip
    return None


def serving(pgdata: Path, *, socket_dir: Path) -> Postmaster | None:
    """The server of ours that runs on this folder, whoever started it; None where none does.

    Raises DatabaseNotStarted where one runs there that must not be joined: PostgreSQL of another
    installation, or one of ours whose note is damaged and which therefore ends by itself.
    """
    noted = note(pgdata / NOTE)
    process = noted and server_process(noted, pgdata)
    if noted and process:
        return Postmaster(process, noted)
    beside = note(socket_dir / f"{SOCKET}.lock")
    if beside and (process := server_process(beside, pgdata)):
        raise DatabaseNotStarted(
            f"PostgreSQL (process {process.pid}) still runs on {pgdata}, but its {NOTE} was "
            "damaged or removed. It ends by itself within a minute: start again then."
        )
    return None


def server_process(noted: Note, pgdata: Path) -> psutil.Process | None:
    """The process that the note names, where it is the server of this folder; else None.

    Raises DatabaseNotStarted where it is a server of this folder by another program than ours.
    """
    with suppress(psutil.Error, OSError):
        process = psutil.Process(noted.pid)
        if not is_alive(process) or process.uids().effective != pgdata.stat().st_uid:
            return None
        path = os.path.realpath(process.exe())
        if Path(path).name != "postgres" or not _is_in(process, pgdata):
            return None
        if path != os.path.realpath(program("postgres")):
            raise DatabaseNotStarted(
                f"Another PostgreSQL ({path}, process {noted.pid}) runs on {pgdata}. "
                "Stop it, or choose another data folder."
            )
        on_time = abs(process.create_time() - noted.started) <= SLACK_SECONDS
        if on_time or _listener(noted) == noted.pid:
            return process
    return None


def _is_in(process: psutil.Process, pgdata: Path) -> bool:
    """True where the folder is the one that the process works in.

    In a container root may not see that of another account's process; then its command says it.
    """
    try:
        return os.path.samefile(process.cwd(), pgdata)
    except psutil.AccessDenied:
        words = process.cmdline()
        return "-D" in words and os.path.samefile(words[words.index("-D") + 1], pgdata)


def _listener(noted: Note) -> int:
    """Who listens at the socket, by the system's own word; 0 where nobody does.

    It decides where the clock was set since: then times of start do not compare.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return 0
    with suppress(OSError), socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(5)
        asked.connect(f"{noted.socket_dir}/.s.PGSQL.{noted.port}")
        size = struct.calcsize("3i")
        pid, _uid, _gid = struct.unpack(
            "3i", asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        )
        return int(pid)
    return 0


def clear(pgdata: Path, *, socket_dir: Path) -> None:
    """Set aside what would keep a new server from starting. Only where none serves the folder.

    Raises OSError where the folder cannot be written.
    """
    for file in (pgdata / NOTE, socket_dir / f"{SOCKET}.lock"):
        if os.path.lexists(file):
            set_aside(file, because=_judged(file))
    socket_file = socket_dir / SOCKET
    if os.path.lexists(socket_file) and not stat.S_ISSOCK(socket_file.lstat().st_mode):
        set_aside(socket_file, because="it is no socket")


def _judged(file: Path) -> str:
    noted = note(file)
    if noted is None:
        return "nothing in it names a server"
    if psutil.pid_exists(noted.pid):
        return f"process {noted.pid} is no server of this folder"
    return f"there is no process {noted.pid}"
