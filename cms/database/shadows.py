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

# Where a session looks after PostgreSQL's own names, and that it sees what was committed meanwhile
# (nobody signs or publishes otherwise), whatever its role, database or address says.
SESSION: Final = (
    "SELECT pg_catalog.set_config('search_path', 'public', false),"
    " pg_catalog.set_config('default_transaction_isolation', 'read committed', false)"
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
