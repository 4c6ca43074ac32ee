"""Where jobs run: what is quick, and what takes long, each in a lane of its own.

In the quick lane every clock has a place of its own beside those for other jobs, so one that takes
long never stands in the way of another. A lane is one of procrastinate's workers, started again
whenever it ends: it gives up with its database.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Final

from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg_pool import AsyncConnectionPool

from cms.database.entry import EnteredConnection
from cms.worker.pulse import Pulse
from cms.worker.queue import NotedManager, Tidy
from cms.worker.sessions import queue_session_bind
from editorial.clocks.registry import LONG, clocks

logger = logging.getLogger(__name__)

LONGEST_PAUSE: Final = 10.0
# A lane counts as well again when it has lived this long.
WELL_AFTER: Final = 60.0
STOP_SECONDS: Final = 10.0
MOST_CONNECTIONS: Final = 6


@dataclass(frozen=True)
class Lane:
    """`slots` jobs of these queues at the same time."""

    name: str
    queues: tuple[str, ...]
    slots: int


def lanes(*, concurrency: int) -> list[Lane]:
    """The quick lane and the long one. `concurrency`: quick jobs that are no clocks."""
    every = clocks()
    long = sum(each.is_long for each in every)
    queues = {task.queue for task in django_app.tasks.values()} - {LONG}
    return [
        Lane("quick", tuple(sorted(queues)), len(every) - long + concurrency),
        Lane("long", (LONG,), max(long, 1)),
    ]


def queue_pool() -> AsyncConnectionPool:
    """Connections for the queue, as the application; one that died is replaced when asked for.

    To be opened without waiting: a worker may start before its database.
    """
    return AsyncConnectionPool(
        connection_class=EnteredConnection,
        kwargs=connector_params("default"),
        min_size=1,
        max_size=MOST_CONNECTIONS,
        timeout=STOP_SECONDS,
        configure=queue_session_bind,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )


def lanes_app(*, pulse: Pulse) -> App:
    """The same tasks as Django's app, for a pool that the lanes share.

    Not `app.replace_connector`: what a job publishes must go on deferring its wake-up through
    Django's connection, inside its own transaction.
    """
    # The listener of each lane makes a connection beside the pool, and is told here how.
    connector = PsycopgConnector(configure=queue_session_bind)
    made: App = django_app.with_connector(connector)
    made.periodic_defaults = django_app.periodic_defaults
    made.job_manager = NotedManager(connector, pulse)
    return made


async def lane_run(lane: Lane, *, app: App, tidy: Tidy) -> None:
    """Run one lane until cancelled, whatever happens to the database."""
    loop = asyncio.get_running_loop()
    pause = 1.0
    while True:
        began = loop.time()
        try:
            await app.run_worker_async(
                name=lane.name,
                queues=list(lane.queues),
                concurrency=lane.slots,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=STOP_SECONDS,
                task_middleware=[close_db_connections],
                worker_middleware=[tidy.middleware],
            )
            reason = "it ended by itself"
        except Exception as error:  # noqa: BLE001 - whatever it was, the clocks must go on
            reason = _reason(error)
        if loop.time() - began > WELL_AFTER:
            pause = 1.0
        logger.warning("The %s lane stopped (%s); again in %.0f s.", lane.name, reason, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _reason(error: BaseException) -> str:
    """What is behind it: procrastinate's own exceptions say that something was, not what."""
    cause: Any = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    return " ".join(f"{type(cause).__name__} {cause}".split())
