"""The process of the embedded server: started, waited for, stopped."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from cms.database.accounts import Account
from cms.database.postmaster import (
    NOTE,
    PORT,
    Note,
    Postmaster,
    clear,
    is_alive,
    note,
    serving,
)
from cms.database.programs import ending, not_run, options, program, reason
from cms.database.refusals import DatabaseNotStarted
from cms.database.sockets import socket_dir

LOG = "log"
READY, STOPPING = "ready", "stopping"
# A server that fell takes long to come back where much was written since its last checkpoint.
READY_SECONDS = 120
STOP_SECONDS = 60
# Where the server was killed, its own children need a moment to let go of its memory.
ORPHAN_SECONDS = 20
STILL_USED = "still in use"
PAUSE = 0.05
WRITING_SECONDS = 0.5


@dataclass
class Server:
    """A running server; `child` where this process has started it."""

    pgdata: Path
    process: psutil.Process
    note: Note
    child: subprocess.Popen[bytes] | None = None

    @property
    def is_alive(self) -> bool:
        if self.child is not None and self.child.poll() is not None:
            return False
        return is_alive(self.process)


def join_or_launch(
    pgdata: Path, *, account: Account | None, patience: float = ORPHAN_SECONDS
) -> Server:
    """The server of this folder, started where none runs. The caller holds the folder's lock.

    Raises DatabaseNotStarted where none can be started, OSError where the folder cannot be written.
    """
    place = socket_dir(pgdata, account=account)
    if os.path.lexists(pgdata / NOTE) and note(pgdata / NOTE) is None:
        # Somebody may be writing it just now: `pg_ctl restart` asks for no lock of ours.
        time.sleep(WRITING_SECONDS)
    found = _settled(pgdata, place)
    if found is not None:
        return Server(pgdata, found.process, found.note)
    deadline = time.monotonic() + patience
    while True:
        try:
            return _launch(pgdata, place, account=account)
        except DatabaseNotStarted as error:
            if STILL_USED not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.3)


def _settled(pgdata: Path, place: Path) -> Postmaster | None:
    """Who serves the folder, once it is neither starting nor stopping."""
    deadline = time.monotonic() + READY_SECONDS
    while (found := serving(pgdata, socket_dir=place)) and found.note.status != READY:
        if time.monotonic() > deadline:
            raise DatabaseNotStarted(
                f"PostgreSQL (process {found.process.pid}) runs on {pgdata} and is "
                f"{found.note.status or 'starting'} for more than {READY_SECONDS} s."
            )
        time.sleep(PAUSE)
    return found


def _launch(pgdata: Path, place: Path, *, account: Account | None) -> Server:
    clear(pgdata, socket_dir=place)
    command = [
        str(program("postgres")), "-D", str(pgdata), "-h", "", "-k", str(place), "-p", str(PORT),
        "-c", "lc_messages=C",
    ]  # fmt: skip
    log = _log(pgdata, account)
    try:
        began = os.fstat(log).st_size
        child = subprocess.Popen(  # noqa: S603 - a program of our own package
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options(account)
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise not_run("postgres", error) from error
    finally:
        os.close(log)
    server = Server(
        pgdata, psutil.Process(child.pid), Note(child.pid, 0, PORT, str(place), ""), child
    )
    deadline = time.monotonic() + READY_SECONDS
    while child.poll() is None:
        noted = note(pgdata / NOTE)
        if noted is not None and noted.pid == child.pid and noted.status == READY:
            server.note = noted
            return server
        if time.monotonic() > deadline:
            halt(server)
            raise DatabaseNotStarted(
                f"PostgreSQL was not ready after {READY_SECONDS} s, see {pgdata / LOG}."
            )
        time.sleep(PAUSE)
    said = _said(pgdata, began) or _asked(pgdata, account)
    raise DatabaseNotStarted(f"postgres {ending(child.returncode)}: {said or 'it gave no reason'}")


def _log(pgdata: Path, account: Account | None) -> int:
    """The log, opened to be added to; it belongs to who runs the server."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    log = os.open(pgdata / LOG, flags, 0o600)
    if account is not None:
        os.fchown(log, account.uid, account.gid)
    os.set_blocking(log, True)
    return log


def _said(pgdata: Path, began: int) -> str:
    """What stands in the log since this start began."""
    with (pgdata / LOG).open("rb") as log:
        log.seek(began)
        return reason(log.read().decode(errors="replace"))


def _asked(pgdata: Path, account: Account | None) -> str:
    """The reason where the log could not even be written (a full disk): asked for in single mode.

    That takes the folder as the server does, and ends where its input does.
    """
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - a program of our own package
            [str(program("postgres")), "--single", "-D", str(pgdata), "postgres"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=READY_SECONDS,
            **options(account),
        )
        return reason(done.stderr.decode(errors="replace")) if done.returncode else ""
    return ""


def current(server: Server) -> Server:
    """This one, or the one that another process has started since in its folder.

    Raises DatabaseNotStarted where none of ours runs there.
    """
    if server.is_alive:
        return server
    found = serving(server.pgdata, socket_dir=Path(server.note.socket_dir))
    if found is None:
        raise DatabaseNotStarted(f"No server runs on {server.pgdata}.")
    return Server(server.pgdata, found.process, found.note)


def halt(server: Server) -> None:
    """Stop it, without waiting for its clients; at once where that takes too long.

    The process is known by number and time of start: where the number is another's by now, nobody
    is signalled.
    """
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
        with suppress(psutil.NoSuchProcess):
            server.process.send_signal(number)
        deadline = time.monotonic() + seconds
        while server.is_alive and time.monotonic() < deadline:
            time.sleep(PAUSE)
        if not server.is_alive:
            return
