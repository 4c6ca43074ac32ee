"""Nothing that a caller makes stands in for a table that the gate reads.

PostgreSQL looks among temporary tables before any schema, so nobody may make one, and a function of
the owner names where it looks. So does each of our sessions: a role may set for itself where its
later sessions look, and the application can make functions in a scratch schema.
"""

from collections.abc import Iterable
from typing import Any, Final

from psycopg import sql

from cms.database.declared import declared

# A function of the owner looks for a table in these schemas, in this order, whoever calls it.
SEARCH_PATH: Final = "pg_catalog, public, pg_temp"

# What statements and answers are read by: theirs whoever set it, the server's configuration too.
SPOKEN: Final = {
    "search_path": "public",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    # A placeholder until a function is called, so it stands in no list of settings before.
    "plpgsql.extra_errors": "none",
}
# The public login is made with it, and each of its sessions begins with it.
READ_ONLY: Final = "default_transaction_read_only"
LOCK_TIMEOUT: Final = "lock_timeout"
# For so long any statement of ours waits for a lock that somebody has, and then says so: a form, a
# clock or a command that waited for ever would say nothing. Who must wait longer asks for it.
LOCK_SECONDS: Final = 10


def session(*, writes: bool) -> str:
    """The statements with which each session of ours begins, to be sent as one.

    It looks in `public` after PostgreSQL's own names, sees what was committed meanwhile (nobody
    signs or publishes otherwise), reads and writes as `SPOKEN` says, and has nothing of what its
    role has set for itself for later sessions: a time-out or a form of dates ends a withdrawal.
    One that `writes` may write, another begins read-only. It waits for no lock for longer than
    `LOCK_SECONDS`, or than the server or the address says. Who runs the server says what else
    shall be so in its configuration, for the database, or in the address.

    None of it waits for anybody, whatever the role has set and whatever a login may lock.
    """
    said = SPOKEN if writes else {**SPOKEN, READ_ONLY: "on"}
    pinned = ", ".join(
        f"pg_catalog.set_config('{name}', '{value}', false)" for name, value in said.items()
    )
    listed = ", ".join(f"'{name}'" for name in (*said, LOCK_TIMEOUT))
    waits = _WAITS.replace("SECONDS", str(LOCK_SECONDS))
    return f"{_SEES}; {_NAMES}; SELECT {pinned}, ({_UNDONE} AND name NOT IN ({listed})), ({waits})"


# Before anything is read: what is serializable, read-only and deferrable by default waits with its
# first statement until no serializable transaction that may write is open, and no time-out for
# locks ends that. It takes no snapshot itself, and holds for the statements that come with it.
_SEES: Final = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
# By itself, before: a statement finds its operators where the session looks when it is read, and a
# role may let it look into a schema of its own first.
_NAMES: Final = "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)"
# The function and not the view `pg_settings`: whoever has a login may lock that.
_WAITS: Final = (
    "SELECT pg_catalog.set_config(name, 'SECONDSs', false) FROM pg_catalog.pg_show_all_settings()"
    " WHERE name = 'lock_timeout' AND source IN ('default', 'user', 'database user')"
)
_UNDONE: Final = (
    "SELECT pg_catalog.count(pg_catalog.set_config(name, boot_val, false))"
    " FROM pg_catalog.pg_show_all_settings()"
    " WHERE source IN ('user', 'database user') AND context = 'user'"
)


def scratch_schemas(cursor: Any, *, app: str) -> None:
    for schema in map(sql.Identifier, declared("scratch_schemas")):
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        cursor.execute(
            sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}").format(schema, sql.Identifier(app))
        )


def no_temporary_tables(cursor: Any, *, roles: Iterable[str]) -> None:
    cursor.execute("SELECT current_database()")
    (name,) = cursor.fetchone()
    cursor.execute(
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC, {}").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, roles))
        )
    )


def functions_pin(cursor: Any) -> None:
    """Let every function of the owner look for its tables in the same places.

    Without a path of its own, or with one that does not name `pg_temp`, a function finds its
    caller's temporary tables first. One that was written with RETURN is bound to its tables.
    """
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
        " WHERE p.pronamespace = 'public'::regnamespace AND l.lanname IN ('plpgsql', 'sql')"
        "   AND p.prosqlbody IS NULL"
        "   AND p.proowner = current_user::regrole"
        "   AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=' || %s] ORDER BY 1",
        [SEARCH_PATH],
    )
    for (signature,) in cursor.fetchall():
        # The server itself wrote the signature, quoted where it must be.
        cursor.execute(f"ALTER FUNCTION {signature} SET search_path = {SEARCH_PATH}")
