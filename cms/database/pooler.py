"""`manage.py check` sees a pooler in transaction mode where it breaks something.

A session's backend belongs to its client for as long as the client stays. A pooler that gives it to
the next client after each transaction is found by that: a second connection, opened while the first
one lives, is answered by the very backend that answered the first.
"""

from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connections

from cms.database.patience import limit, patience

# Between two questions another client may take the backend: seldom, and not every time.
TRIES = 5
SECONDS = 5.0
SESSION_NEEDED = (
    "DATABASE_URL leads through a pooler in transaction mode: locks of a session and notifications "
    "are lost between transactions, and consumers of the log run twice."
)
PREPARES_LOST = (
    "DATABASE_PUBLIC_URL leads through a pooler in transaction mode that does not carry prepared "
    "statements: public reads fail now and then."
)


@register()
def pooler_check(**_options: Any) -> list[CheckMessage]:
    """Says nothing where no address is set, or where nothing answers: that is not its question."""
    if not settings.ENV.database_url:
        return []
    found: list[CheckMessage] = []
    with patience(SECONDS), suppress(psycopg.Error):
        if is_shared(_parameters("default")):
            hint = "Lead DATABASE_URL to PostgreSQL itself, or through a pooler in session mode."
            found.append(Error(SESSION_NEEDED, hint=hint, id="helsekilde.E010"))
        public = _parameters("public")
        if _is_preparing() and is_shared(public) and not carries_prepared(public):
            hint = (
                "PgBouncer 1.21 or newer with max_prepared_statements above 0, or "
                "?prepare_threshold=off in the address."
            )
            found.append(Error(PREPARES_LOST, hint=hint, id="helsekilde.E011"))
    return found


def is_shared(parameters: dict[str, Any]) -> bool:
    """Whether a backend answers another session while the session that it answered still lives.

    Raises psycopg.Error where the database cannot be asked.
    """
    with _session(parameters) as first, _session(parameters) as second:
        return any(_backend(first) == _backend(second) for _try in range(TRIES))


def carries_prepared(parameters: dict[str, Any]) -> bool:
    """Whether what was prepared in a session is there when another backend answers it."""
    with _session(parameters) as first, _session(parameters) as second:
        for _try in range(TRIES):
            before = first.execute("SELECT pg_backend_pid()", prepare=True).fetchone()
            with second.transaction():
                if _backend(second) != before[0]:  # type: ignore[index]
                    continue
                try:
                    # The backend that knows it is held: another one is asked, if there is one.
                    first.execute("SELECT pg_backend_pid()", prepare=True)
                except psycopg.errors.InvalidSqlStatementName:
                    return False
                except psycopg.OperationalError:
                    return True  # the pool has no other backend now
    return True


def _session(parameters: dict[str, Any]) -> psycopg.Connection:
    link = psycopg.connect(**{**parameters, "autocommit": True})
    limit(link)
    return link


def _backend(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
    return int(row[0]) if row else 0


def _parameters(alias: str) -> dict[str, Any]:
    kept = {
        "host",
        "port",
        "user",
        "password",
        "dbname",
        "connect_timeout",
        "sslmode",
        "sslrootcert",
    }
    found = connections[alias].get_connection_params()
    return {name: value for name, value in found.items() if name in kept}


def _is_preparing() -> bool:
    return connections["public"].settings_dict["OPTIONS"].get("prepare_threshold") is not None
