"""The PostgreSQL that starts by itself where no `DATABASE_URL` is set.

It starts (or joins) one server in the data folder, creates the database and the three roles, and
returns their addresses. The last process that uses the server stops it.
"""

import os
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from cms.database.accounts import Account, account_for, let_read, let_through
from cms.database.cluster import cluster_ensure
from cms.database.programs import installed
from cms.database.refusals import DatabaseNotStarted, cause
from cms.database.roles import (
    DATABASE,
    ROLE_APPLICATION,
    ROLE_OWNER,
    ROLE_PUBLIC,
    database_ensure,
    extensions_ensure,
    roles_ensure,
)
from cms.database.server import ORPHAN_SECONDS, Server
from cms.database.signals import signals_held
from cms.database.uses import leave, let_go, locked, own, used

__all__ = ["DatabaseNotStarted", "EmbeddedDatabase", "is_running", "keep_running", "start", "stop"]

SUPERUSER = "postgres"
ANSWER_SECONDS = 20


@dataclass(frozen=True)
class EmbeddedDatabase:
    """Addresses of one embedded database, one for each role, and the superuser's (tests only)."""

    owner: str
    application: str
    public: str
    superuser: str
    socket_dir: str


def start(
    *, data_dir: Path, durable: bool = True, extensions: Sequence[str] = ()
) -> EmbeddedDatabase:
    """Start or join the embedded server below `data_dir` and make sure of its roles.

    `durable=False` (tests) switches fsync off; nothing else differs. `extensions` are made in the
    database, which takes the superuser that only this file knows. A signal that ends the process
    waits until the server is whole, and then takes it along.
    Raises DatabaseNotStarted where no server can be started; what this call had begun is undone.
    """
    if not str(data_dir).isprintable():
        raise DatabaseNotStarted(f"The path {str(data_dir)!r} has signs that cannot be printed.")
    with signals_held(), locked(data_dir, make=True):
        pgdata = _pgdata(data_dir)
        try:
            server = _provided(data_dir, pgdata, durable=durable, extensions=extensions)
        except (DatabaseNotStarted, OSError, psycopg.Error) as error:
            raise DatabaseNotStarted(
                f"The embedded PostgreSQL could not be started in {pgdata}: {_reason(error)}. "
                "Set DATABASE_URL to use a server of your own."
            ) from error

    def address(role: str) -> str:
        return f"postgresql://{role}@{_place(server)}"

    return EmbeddedDatabase(
        owner=address(ROLE_OWNER),
        application=address(ROLE_APPLICATION),
        public=address(ROLE_PUBLIC),
        superuser=address(SUPERUSER),
        socket_dir=server.note.socket_dir,
    )


def stop(*, data_dir: Path) -> None:
    """Let go of the server; it stops, unless another living process uses it."""
    use = own(_pgdata(data_dir))
    if use is not None:
        leave(use)


def is_running(*, data_dir: Path) -> bool:
    """True while the server of this data folder, used by this process, lives."""
    use = own(_pgdata(data_dir))
    return use is not None and use.server.is_alive


def keep_running(*, data_dir: Path) -> bool:
    """Start the server again where it was killed; False where that has to be tried once more.

    True where it runs. Called again and again by a supervisor. After a SIGKILL the server's own
    children may take a moment to let go of the data folder, so a start may fail at first.
    """
    if is_running(data_dir=data_dir):
        return True
    with suppress(DatabaseNotStarted, OSError), signals_held(), locked(data_dir, make=False):
        pgdata = _pgdata(data_dir)
        used(data_dir, pgdata, account=account_for(pgdata), patience=0)
        return True
    return False


def _pgdata(data_dir: Path) -> Path:
    return Path(os.path.realpath(data_dir / "postgres"))


def _provided(data_dir: Path, pgdata: Path, *, durable: bool, extensions: Sequence[str]) -> Server:
    """A server that answers, with its database and roles. Undoes what it began where it fails."""
    before, made = own(pgdata), False
    try:
        account = _let_in(pgdata)
        made = cluster_ensure(pgdata, account=account, durable=durable)
        server = used(data_dir, pgdata, account=account, patience=ORPHAN_SECONDS).server
        _answer(server)
        with psycopg.connect(_uri(server, SUPERUSER), autocommit=True) as connection:
            roles_ensure(connection=connection)
            database_ensure(connection=connection)
        if extensions:
            with psycopg.connect(_uri(server, DATABASE), autocommit=True) as connection:
                extensions_ensure(connection=connection, names=extensions)
    except BaseException:
        use = own(pgdata)
        if before is None and use is not None:
            let_go(use)
        if made:
            shutil.rmtree(pgdata, ignore_errors=True)
        raise
    return server


def _let_in(pgdata: Path) -> Account | None:
    """Who runs the server; that account is let through to its folder and to its programs."""
    account = account_for(pgdata)
    if account is not None:
        let_through(pgdata)
        let_through(installed() / "bin")
        for name in ("bin", "lib", "share"):
            let_read(installed() / name)
    return account


def _place(server: Server, database: str = DATABASE) -> str:
    host = quote(server.note.socket_dir, safe="")
    return f":{server.note.port}/{database}?host={host}"


def _uri(server: Server, database: str) -> str:
    return f"postgresql://{SUPERUSER}@{_place(server, database)}"


def _answer(server: Server) -> None:
    """Wait until it answers: all its places may be taken for a moment."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            psycopg.connect(_uri(server, SUPERUSER), connect_timeout=5).close()
        except psycopg.OperationalError:
            if not server.is_alive or time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return


def _reason(error: Exception) -> str:
    said = cause(error) if isinstance(error, OSError) else " ".join(str(error).split())
    return said.rstrip(".")
