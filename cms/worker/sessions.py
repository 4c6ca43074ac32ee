"""What the worker asks of each of its database sessions: to end when the worker stands still.

A process that is stopped (SIGSTOP, a paused virtual machine) or a host that is gone keeps its
sessions, and with them the locks that other workers wait for. The server ends such a session by
itself; a process that goes on afterwards takes a new one.
"""

import asyncio
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from cms.installation.services import databases_require

# A consumer asks every ten seconds and pauses for half a minute at most; the listener asks every
# half minute.
IDLE = "3min"
# A consumer may wait long for a search server in the middle of an entry.
IN_TRANSACTION = "5min"
# Between the statements of the queue nothing is waited for.
QUEUE_IN_TRANSACTION = "30s"
BIND = (
    "SELECT set_config('idle_session_timeout', %s, false),"
    " set_config('idle_in_transaction_session_timeout', %s, false)"
)


def sessions_bound() -> None:
    """From now on each new Django connection of the application role in this process is bound.

    The public role holds no locks, and may reach the server through a pooler that shares sessions.
    """
    connection_created.connect(_bind, dispatch_uid="cms.worker.sessions")


def _bind(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.alias == "default":
        with connection.cursor() as cursor:
            cursor.execute(BIND, [IDLE, IN_TRANSACTION])


async def queue_session_bind(connection: psycopg.AsyncConnection[Any]) -> None:
    """For the pool of the queue, whose connections are `cms.database.entry.EnteredConnection`s.

    So they have not met their database: one that was away when the worker began may be another
    house's. Raises DatabaseRefused; no job is fetched then.
    """
    await asyncio.to_thread(databases_require)
    await connection.execute(BIND, [IDLE, QUEUE_IN_TRANSACTION])
    await connection.commit()
