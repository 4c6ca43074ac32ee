"""Work as the database owner for a moment: migrations and rights, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections


@contextmanager
def as_owner() -> Iterator[None]:
    """Point the default alias at the owner's login while the block runs.

    Migrations of third parties write through the default alias whatever alias they were given, so
    an alias of its own would run half of them as another role in another transaction.
    """
    connection = connections["default"]
    connection.close()
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    connection.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in kept})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)
