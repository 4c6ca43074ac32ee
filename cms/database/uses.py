"""Which servers this process uses, and the end of that: the last process stops the server."""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cms.database import handles
from cms.database.accounts import Account
from cms.database.refusals import DatabaseNotStarted
from cms.database.server import Server, current, halt, join_or_launch
from cms.database.signals import signals_held

LOCK = ".postgres.lock"
# Where an older Helsekilde wrote down the numbers of its processes. Nobody is asked for them.
FORMER_LIST = ".handle_pids.json"


@dataclass
class Use:
    """That this process uses a server: the lock that says so, and the server as last seen."""

    data_dir: Path
    server: Server
    handle: int
    pid: int


# By the server's folder. A child that was forked has a copy, which is not its own: see `own`.
USES: dict[Path, Use] = {}


@contextmanager
def locked(data_dir: Path, *, make: bool) -> Iterator[None]:
    """One process at a time starts or stops the server of a data folder."""
    try:
        if make:
            data_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseNotStarted(
            f"The data folder {data_dir} can not be written ({error.strerror})."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def own(pgdata: Path) -> Use | None:
    use = USES.get(pgdata)
    return use if use is not None and use.pid == os.getpid() else None


def used(data_dir: Path, pgdata: Path, *, account: Account | None, patience: float) -> Use:
    """The server of this folder, with this process among its users."""
    use = own(pgdata)
    if use is not None:
        if not use.server.is_alive:
            use.server = join_or_launch(pgdata, account=account, patience=patience)
        return use
    handle = handles.take(data_dir)
    try:
        server = join_or_launch(pgdata, account=account, patience=patience)
    except BaseException:
        handles.release(handle)
        raise
    with suppress(OSError):
        (pgdata / FORMER_LIST).unlink(missing_ok=True)
    if not any(other.pid == os.getpid() for other in USES.values()):
        atexit.register(leave_all)
    USES[pgdata] = use = Use(data_dir, server, handle, os.getpid())
    return use


def let_go(use: Use) -> None:
    """Be no user any more; the last one stops the server, whoever started it last."""
    del USES[use.server.pgdata]
    try:
        if handles.is_last(use.handle):
            with suppress(DatabaseNotStarted, OSError):
                halt(current(use.server))
    finally:
        handles.release(use.handle)


def leave(use: Use) -> None:
    """Let go of the server; it stops, unless another living process uses it."""
    with signals_held():
        try:
            with locked(use.data_dir, make=False):
                let_go(use)
        except DatabaseNotStarted:
            # The folder is gone, or cannot be written any more; the server goes all the same.
            let_go(use)


def leave_all() -> None:
    """At the end of the process: let go of every server that it uses."""
    for use in list(USES.values()):
        if use.pid == os.getpid():
            leave(use)
