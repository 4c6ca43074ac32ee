"""One real database a test: a clone of a template, with the real roles, really committed to.

The template is migrated and provisioned once for a state of the source and kept for the next run.
The database that the settings name is never touched.
"""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from psycopg import sql

from cms.installation.kinds import PRODUCTION, TEST_DATABASES
from cms.installation.selectors import kind_of, strangers_in
from editorial.editions.continuity import watch
from tests.patience import until

TEMPLATES = "helsekilde_test_template_"
CLONES = "helsekilde_test_clone_"
# Between tests every alias names a database that does not exist: a stray query fails.
NOWHERE = "helsekilde_test_nowhere"
TEMPLATE_VARIABLE = "HELSEKILDE_TEST_TEMPLATE"
SOURCES = ("content_models", "editorial", "search", "cms")
KEPT_TEMPLATES = 3
HEADS_VARIABLE = "SIGNED_HEADS_DIR"
LOCK = 7_301_554_218_930_113
_kept: list[tuple[int, psycopg.Connection]] = []


def template_name() -> str:
    """Names the template for this run, so that its workers agree whatever is edited meanwhile."""
    if TEMPLATE_VARIABLE not in os.environ:
        root = Path(settings.BASE_DIR)
        digest = hashlib.sha256((root / "requirements" / "base.txt").read_bytes())
        for package in SOURCES:
            for file in sorted((root / package).rglob("*.*")):
                if file.suffix in {".py", ".sql", ".yml", ".yaml"}:
                    digest.update(file.read_bytes())
        os.environ[TEMPLATE_VARIABLE] = TEMPLATES + digest.hexdigest()[:16]
    return os.environ[TEMPLATE_VARIABLE]


def owner_connection(name: str = "postgres") -> psycopg.Connection:
    """A connection of the owner, who may create databases."""
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=name,
        autocommit=True,
    )


def _kept_connection() -> psycopg.Connection:
    """The owner's connection that makes and drops this process's databases, one for them all."""
    if not _kept or _kept[0][0] != os.getpid() or _kept[0][1].closed:
        _kept[:] = [(os.getpid(), owner_connection())]
    return _kept[0][1]


def point_at(name: str) -> None:
    """Make every alias use another database of the same server.

    Raises AssertionError where a test has left this thread a login of its own: others would go on
    to another database than it.
    """
    for alias in connections:
        connection = connections[alias]
        connection.close()
        assert connection.settings_dict is connections.settings[alias], f"{alias} is another's"
        connection.settings_dict["NAME"] = name


def template_prepare() -> None:
    """Make the template where it is missing; one process does, the others wait."""
    template = template_name()
    server_require()
    with closing(owner_connection()) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(connection, template):
            _template_build(connection, template)
            _templates_trim(connection, keep=template)
            _clones_trim(connection)
    point_at(NOWHERE)


def server_require() -> None:
    """Tests make and drop databases: they do so on no server that holds somebody's house.

    Raises RuntimeError where the server that the environment names holds a production database, or
    an older one with people in it.
    """
    if not os.environ.get("DATABASE_URL"):
        return
    with closing(owner_connection(settings.DATABASE_OWNER["NAME"])) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datallowconn AND NOT starts_with(datname, %s)",
            [TEST_DATABASES],
        ).fetchall()
    found = sorted(name for (name,) in names if _is_a_house(name))
    if found:
        raise RuntimeError(
            f"This server holds a production database ({', '.join(found)}): no test runs there. "
            "Unset DATABASE_URL, or name a server of its own."
        )


def _is_a_house(name: str) -> bool:
    """True for a production database, and for one that hides what it is."""
    try:
        connection = owner_connection(name)
    except psycopg.OperationalError:
        return False
    with closing(connection):
        try:
            kind = kind_of(connection)
            return kind == PRODUCTION or (not kind and bool(strangers_in(connection)))
        except psycopg.errors.InsufficientPrivilege:
            return True


def _template_build(connection: psycopg.Connection, template: str) -> None:
    """Build under another name: what has the template's name is whole."""
    building = f"{template}_building"
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building))
    )
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
            sql.Identifier(building)
        )
    )
    point_at(building)
    call_command("database_prepare", verbosity=0)
    call_command("provision", verbosity=0)
    point_at(NOWHERE)
    left(connection, building)
    connection.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(building), sql.Literal(datetime.now(UTC).isoformat())
        )
    )
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(building), sql.Identifier(template)
        )
    )


def _templates_trim(connection: psycopg.Connection, *, keep: str) -> None:
    """Drop the oldest templates of former states of the source."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname <> %s"
        " ORDER BY shobj_description(oid, 'pg_database') DESC NULLS LAST OFFSET %s",
        [f"{TEMPLATES}%", keep, KEPT_TEMPLATES - 1],
    ).fetchall()
    for (name,) in rows:
        with suppress(psycopg.errors.ObjectInUse):
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _clones_trim(connection: psycopg.Connection) -> None:
    """Drop what killed runs on this machine have left in the embedded server."""
    if os.environ.get("DATABASE_URL"):
        return
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{CLONES}%"]
    ).fetchall()
    for (name,) in rows:
        try:
            os.kill(int(name.removeprefix(CLONES).split("_")[0]), 0)
        except ProcessLookupError:
            with suppress(psycopg.errors.ObjectInUse):
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        except PermissionError:
            continue


def _exists(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def left(connection: psycopg.Connection, name: str) -> None:
    """A session that was just closed may take a moment to be gone; DROP alone waits 100 ms."""

    def sessions() -> list[tuple]:
        return connection.execute(
            "SELECT usename, pid FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        ).fetchall()

    until(lambda: not sessions(), lambda: f"the test leaves its database: {sessions()}")


def clone_create(template: str = "") -> str:
    """A fresh clone of the template, or of another database; returns its name."""
    name = f"{CLONES}{os.getpid()}_{uuid.uuid4().hex[:12]}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
        sql.Identifier(name), sql.Identifier(template or template_name())
    )
    # What is granted on a database itself is not copied with it.
    revoke = sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))

    def made(connection: psycopg.Connection) -> bool:
        # The server itself looks into a template now and then (autovacuum).
        with suppress(psycopg.errors.ObjectInUse):
            connection.execute(create)
            return True
        return False

    connection = _kept_connection()
    until(lambda: made(connection), "nobody is in the template while it is cloned")
    connection.execute(revoke)
    return name


def clone_drop(name: str) -> None:
    """Drop a clone. Raises AssertionError where somebody goes on holding a connection to it."""
    connection = _kept_connection()
    left(connection, name)
    drop = sql.SQL("DROP DATABASE {}").format(sql.Identifier(name))
    try:
        connection.execute(drop + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        # The server itself is vacuuming there. We may not end that; a plain DROP asks it to.
        connection.execute(drop)


@contextmanager
def cloned(template: str = "") -> Iterator[str]:
    """Every alias points at a fresh clone while the block runs. Yields its name.

    It is one of the template, or of another database that nobody is in.
    """
    name = clone_create(template)
    point_at(name)
    try:
        with heads_apart():
            yield name
    finally:
        point_at(NOWHERE)
        clone_drop(name)


@contextmanager
def heads_apart() -> Iterator[Path]:
    """A folder of its own for the signed heads of a log: another test's are of another log.

    Child processes get it too.
    """
    kept = os.environ.get(HEADS_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="helsekilde-heads-") as folder:
        os.environ[HEADS_VARIABLE] = folder
        watch.forget()
        try:
            with override_settings(SIGNED_HEADS_DIRS=[Path(folder)]):
                yield Path(folder)
        finally:
            watch.forget()
            os.environ.pop(HEADS_VARIABLE)
            if kept is not None:
                os.environ[HEADS_VARIABLE] = kept
