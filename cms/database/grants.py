"""Who may do what to which table. Every app declares its special tables on its AppConfig.

* `append_only_tables`: the application may SELECT and INSERT.
* `trigger_written_tables`: the application may only SELECT; a trigger of the owner writes.
* `public_tables`: the public reader may SELECT; it may do nothing else anywhere.

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
