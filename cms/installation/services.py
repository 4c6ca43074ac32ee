"""Where a process meets a database: it is of our kind, or there is no connection.

And how a database gets its kind, which is the owner's to give.
"""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connections
from django.db.utils import OperationalError

from cms.installation.kinds import PRODUCTION, TEST, TEST_DATABASES
from cms.installation.refusal import DatabaseRefused
from cms.installation.rules import (
    NOT_GIVEN,
    Holdings,
    giving_reasons,
    opening_reason,
    settings_reason,
)
from cms.installation.selectors import TABLE, holdings, identity_of, kind_of, strangers_in

logger = logging.getLogger(__name__)
ALIASES = ("default", "public")


def connection_require(connection: psycopg.Connection[Any]) -> None:
    """Let a new connection through where the database is of the kind that these settings are for.

    Raises:
        DatabaseRefused: it is of another kind, or it cannot be told of which.
    """
    ours = settings.INSTALLATION_KIND
    reason = settings_reason(ours) or _reason(connection, ours)
    if reason:
        info = connection.info
        raise DatabaseRefused(f"{info.dbname} at {info.host or 'the local socket'}: {reason}")


def _reason(connection: psycopg.Connection[Any], ours: str) -> str:
    try:
        kind = kind_of(connection)
        is_asked = not kind and ours != PRODUCTION and not _is_a_tests(connection, ours)
        strangers = _strangers(connection) if is_asked else []
    except psycopg.errors.InsufficientPrivilege:
        return (
            f"The role {connection.info.user} may not read of what kind this database is. "
            "`manage.py database_prepare` sets the rights of every role."
        )
    reason = opening_reason(ours=ours, kind=kind, strangers=strangers)
    if not kind and not reason and ours == PRODUCTION:
        _warn()
    return reason


def _is_a_tests(connection: psycopg.Connection[Any], ours: str) -> bool:
    """True where a test looks into a database that a test has made: it may hold anything."""
    return ours == TEST and connection.info.dbname.startswith(TEST_DATABASES)


def _strangers(connection: psycopg.Connection[Any]) -> list[str]:
    """As this role sees them; the public reader sees no account, so there the application is asked.

    Raises psycopg.errors.InsufficientPrivilege where nobody can tell.
    """
    try:
        return strangers_in(connection)
    except psycopg.errors.InsufficientPrivilege:
        application = connections["default"]
        # Meets the same rule, and raises where it may not open its database.
        application.ensure_connection()
        if identity_of(application.connection) != identity_of(connection):
            raise
        return []


@cache
def _warn() -> None:
    """Once for a process."""
    logger.warning(NOT_GIVEN)


def databases_require() -> None:
    """Meet every database now, before anything is asked; one that is away is met later.

    Raises:
        DatabaseRefused: one of them is not of our kind.
    """
    for alias in ALIASES:
        connection = connections[alias]
        try:
            connection.ensure_connection()
        except DatabaseRefused:
            raise
        except OperationalError:
            continue
        finally:
            connection.close()


def kind_decided(
    connection: psycopg.Connection[Any],
    *,
    wanted: str | None,
    demonstration: Mapping[str, Iterable[UUID]],
) -> tuple[str, list[str]]:
    """Which kind this database is to be given now, and every reason against it. As its owner.

    "" where it has one, or where nobody named one for a database that is older than kinds are:
    that it is a production database is for a person to say. `demonstration` is as `holdings` takes.
    """
    ours = settings.INSTALLATION_KIND
    kind = kind_of(connection)
    if kind:
        return "", giving_reasons(ours=ours, wanted=wanted or kind, kind=kind, held=Holdings())
    held = holdings(connection, demonstration=demonstration)
    if _is_a_tests(connection, ours):
        held = Holdings(is_empty=held.is_empty)
    if wanted is None and ours == PRODUCTION and not held.is_empty and not held.foreign:
        return "", []
    wanted = wanted or ours
    return wanted, giving_reasons(ours=ours, wanted=wanted, kind="", held=held)


def kind_give(cursor: Any, kind: str) -> None:
    """Write the one row, as the owner."""
    cursor.execute(
        f"INSERT INTO {TABLE} (number, kind, given_at, given_by) "  # noqa: S608 - a constant
        "VALUES (1, %s, now(), session_user)",
        [kind],
    )
