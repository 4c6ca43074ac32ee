"""The three roles and the database of an embedded server. Idempotent; run as its superuser."""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from cms.database.limits import MOST_PUBLIC

ROLE_OWNER = "helsekilde_owner"
ROLE_APPLICATION = "helsekilde_app"
ROLE_PUBLIC = "helsekilde_public"
DATABASE = "helsekilde"


def roles_ensure(*, connection: psycopg.Connection) -> None:
    """Make the roles that are missing, and what sets each apart."""
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
    connection.execute(
        sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(
            sql.Identifier(ROLE_PUBLIC), sql.Literal(MOST_PUBLIC)
        )
    )
    connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(ROLE_OWNER)))


def database_ensure(*, connection: psycopg.Connection) -> None:
    """Make the database where it is missing; the owner owns it."""
    found = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
    ).fetchone()
    if not found:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(DATABASE), sql.Identifier(ROLE_OWNER)
            )
        )


def extensions_ensure(*, connection: psycopg.Connection, names: Sequence[str]) -> None:
    """Make the extensions that are missing in this database."""
    for name in names:
        connection.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name))
        )
