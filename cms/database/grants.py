"""Who may do what to which table. Every app declares its special tables on its AppConfig.

* `append_only_tables`: the application may SELECT and INSERT.
* `trigger_written_tables`: the application may only SELECT; a trigger of the owner writes.
* `public_tables`: the public reader may SELECT; it may do nothing else anywhere.
* `scratch_schemas`: schemas in which the application may make tables of its own, for measuring.

Nobody makes temporary tables: PostgreSQL looks among them before any schema, so one would hide a
table that the gate reads.

A table that no app names is ordinary: the application may SELECT, INSERT, UPDATE and DELETE.
"""

from typing import Any

from django.apps import apps
from psycopg import sql

DEFAULTS = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
GRANT USAGE ON SCHEMA public TO {app}, {public};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""
# A function of the owner looks for a table in these schemas, in this order, whoever calls it.
SEARCH_PATH = "pg_catalog, public, pg_temp"


def declared(name: str) -> list[str]:
    """Every table that the installed apps list under `name`, sorted."""
    return sorted(
        {table for config in apps.get_app_configs() for table in getattr(config, name, [])}
    )


def grant_defaults(cursor: Any, *, application: str, public: str) -> None:
    """Before migrations: what a new table gives to the application."""
    cursor.execute(
        sql.SQL(DEFAULTS).format(app=sql.Identifier(application), public=sql.Identifier(public))
    )


def grant_tables(cursor: Any, *, application: str, public: str) -> None:
    """After migrations: bring every table to exactly what the apps declare (idempotent)."""
    app, reader = sql.Identifier(application), sql.Identifier(public)
    append_only, written = declared("append_only_tables"), declared("trigger_written_tables")
    readable = declared("public_tables")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    existing = [row[0] for row in cursor.fetchall()]
    missing = sorted(set(append_only + written + readable) - set(existing))
    if missing:
        raise ValueError(f"Tables declared by an app do not exist: {', '.join(missing)}")
    for table in existing:
        name = sql.Identifier(table)
        cursor.execute(
            sql.SQL("REVOKE ALL ON TABLE {} FROM {}, {}, PUBLIC").format(name, app, reader)
        )
        if table in written:
            rights = "SELECT"
        elif table in append_only:
            rights = "SELECT, INSERT"
        else:
            rights = "SELECT, INSERT, UPDATE, DELETE"
        cursor.execute(sql.SQL("GRANT {} ON TABLE {} TO {}").format(sql.SQL(rights), name, app))
        if table in readable:
            cursor.execute(sql.SQL("GRANT SELECT ON TABLE {} TO {}").format(name, reader))
    cursor.execute(
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app)
    )
    _scratch_schemas(cursor, app=app)
    _no_temporary_tables(cursor, app=app, reader=reader)
    _functions_pin(cursor)


def _scratch_schemas(cursor: Any, *, app: sql.Identifier) -> None:
    for schema in map(sql.Identifier, declared("scratch_schemas")):
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        cursor.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}").format(schema, app))


def _no_temporary_tables(cursor: Any, *, app: sql.Identifier, reader: sql.Identifier) -> None:
    cursor.execute("SELECT current_database()")
    (name,) = cursor.fetchone()
    cursor.execute(
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC, {}, {}").format(
            sql.Identifier(name), app, reader
        )
    )


def _functions_pin(cursor: Any) -> None:
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
