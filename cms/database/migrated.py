"""After every `migrate`, by whatever command, what it made is the owner's alone, and readable.

Older migrations make functions without a path, and PostgreSQL lets everybody call a new one. The
rights of `database_prepare` come later, and may fail: until then the application may still make
temporary tables.
"""

from typing import Any

from django.db import connections

from cms.database.readable import readable_keep
from cms.database.shadows import functions_pin
from cms.database.triggers import triggers_keep


def functions_keep(using: str, **_kwargs: Any) -> None:
    """Receives Django's `post_migrate`; `using` is the alias of the owner's connection."""
    with connections[using].cursor() as cursor:
        functions_pin(cursor)
        triggers_keep(cursor)
        readable_keep(cursor)
