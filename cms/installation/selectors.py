"""What a database says of itself, asked in plain SQL: it may be older than every model of ours.

Each takes a psycopg connection, not Django's: the back end asks while it is making one.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import psycopg

from cms.installation.kinds import IMPORTER, MARK, REGISTER
from cms.installation.rules import Holdings

TABLE: Final = "public.installation_installation"
NOT_MARKED: Final = """
SELECT username FROM public.users_user
WHERE NOT (lower(trim(email)) LIKE %s) AND NOT (username = %s AND password LIKE '!%%')
ORDER BY username
"""
MARKED: Final = "SELECT username FROM public.users_user WHERE lower(trim(email)) LIKE %s ORDER BY 1"
# Extensions bring tables of their own, which say nothing of whose the database is.
TABLES: Final = """
SELECT c.relname FROM pg_catalog.pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
)
ORDER BY 1
"""
# What an interrupted first `database_prepare` may have left, before the kind was given.
OWN_BEGINNING: Final = {"django_migrations", "installation_installation"}
# A table that Helsekilde has had from its first release on, and nobody else has.
OWN_MARK: Final = "editions_edition"


def kind_of(connection: psycopg.Connection[Any]) -> str:
    """The kind of the database at the other end, "" where it has none.

    Raises psycopg.errors.InsufficientPrivilege where this role may not read it.
    """
    try:
        rows = _rows(connection, f"SELECT kind FROM {TABLE}")  # noqa: S608 - a constant
    except psycopg.errors.UndefinedTable:
        return ""
    return str(rows[0][0]) if rows else ""


def strangers_in(connection: psycopg.Connection[Any]) -> list[str]:
    """The accounts that are not the demonstration's, by user name; none in a new database.

    Raises psycopg.errors.InsufficientPrivilege where this role may not see accounts.
    """
    try:
        return [name for (name,) in _rows(connection, NOT_MARKED, [f"%{MARK}", IMPORTER])]
    except psycopg.errors.UndefinedTable:
        return []
    except psycopg.errors.UndefinedColumn:
        return ["those of another program"]


def identity_of(connection: psycopg.Connection[Any]) -> tuple[object, ...]:
    """What is the same for every way to one database, by a pooler or a replica too."""
    ((name, number),) = _rows(
        connection,
        "SELECT current_database(), oid FROM pg_catalog.pg_database "
        "WHERE datname = current_database()",
    )
    try:
        ((system,),) = _rows(connection, "SELECT system_identifier FROM pg_control_system()")
    except psycopg.errors.InsufficientPrivilege:
        system = None
    return (system, number, name)


def holdings(
    connection: psycopg.Connection[Any], *, demonstration: Mapping[str, Iterable[UUID]]
) -> Holdings:
    """Whose house this database is, as its owner sees it.

    `demonstration` names columns that hold identifiers of items, as `table.column`, with the
    identifiers of the demonstration's own.
    """
    tables = {name for (name,) in _rows(connection, TABLES)}
    is_ours = OWN_MARK in tables or not tables - OWN_BEGINNING
    has_people = "users_user" in tables
    credentials = texts = 0
    if "people_credential" in tables:
        sql = "SELECT count(*) FROM public.people_credential WHERE register = %s"
        ((credentials,),) = _rows(connection, sql, [REGISTER])
    for column, items in demonstration.items():
        table, name = column.split(".")
        if table in tables:
            sql = f"SELECT count(DISTINCT {name}) FROM public.{table} WHERE {name} = ANY (%s)"  # noqa: S608
            ((count,),) = _rows(connection, sql, [list(items)])
            texts = max(texts, count)
    marked = _rows(connection, MARKED, [f"%{MARK}"]) if has_people else []
    return Holdings(
        strangers=strangers_in(connection) if has_people and is_ours else (),
        marked=[name for (name,) in marked],
        credentials=credentials,
        texts=texts,
        foreign=() if is_ours else sorted(tables - OWN_BEGINNING),
        is_empty=not tables - OWN_BEGINNING,
    )


def _rows(
    connection: psycopg.Connection[Any], sql: str, values: Any = None
) -> list[tuple[Any, ...]]:
    """All rows, by a statement of its own: nothing is left open behind it.

    A plain cursor, whatever the connection's own may be made for.
    """
    was = connection.autocommit
    connection.autocommit = True
    try:
        with psycopg.Cursor(connection) as cursor:
            return cursor.execute(sql.encode(), values, prepare=False).fetchall()
    finally:
        connection.autocommit = was
