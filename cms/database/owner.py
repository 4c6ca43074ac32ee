"""Work as the database owner for a moment: migrations and rights, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from cms.database.postgresql.base import DatabaseWrapper

# What the owner's address says; its database is that of the application's, for that one is
# migrated and no other.
ADDRESSED = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def as_owner(*, lock_seconds: float = 0) -> Iterator[BaseDatabaseWrapper]:
    """Point the default alias at the owner's login while the block runs. Yields its connection.

    Migrations of third parties write through the default alias whatever alias they were given, so
    an alias of its own would run half of them as another role in another transaction. Whatever
    waits longer than `lock_seconds` for a lock is given up: behind it every reader would wait too.
    """
    connection = connections["default"]
    connection.close()
    kept = connection.settings_dict
    # Another dictionary: the one of the alias is shared with every thread.
    connection.settings_dict = owner_settings(lock_seconds=lock_seconds)
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict = kept


def owner_settings(*, lock_seconds: float = 0) -> dict[str, Any]:
    """Django's settings of a connection as the owner; `lock_seconds` 0 waits for ever."""
    found = {
        **connections["default"].settings_dict,
        **{key: settings.DATABASE_OWNER[key] for key in ADDRESSED},
    }
    given = found["OPTIONS"].get("options", "")
    if lock_seconds or "lock_timeout" not in given:
        patience = f"{given} -c lock_timeout={round(lock_seconds * 1000)}ms".strip()
        found["OPTIONS"] = {**found["OPTIONS"], "options": patience}
    return found


@contextmanager
def opened(
    settings_dict: dict[str, Any], *, meets_the_kind: bool = True
) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own by Django's settings, closed at the end; nobody else has it."""
    connection = DatabaseWrapper(settings_dict, "default")
    connection.meets_the_kind = meets_the_kind
    # Whoever is told of a new connection may ask by its alias, and must not meet another login.
    kept = connections[connection.alias]
    connections[connection.alias] = connection
    try:
        connection.ensure_connection()
    finally:
        connections[connection.alias] = kept
    try:
        yield connection
    finally:
        connection.close()
