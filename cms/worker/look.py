"""The worker's look at its database: do clocks run, and has the database been away?"""

import logging
from typing import Any, Final

from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from procrastinate.jobs import JobDeferrer

from cms.worker.pulse import CLOCKS, Pulse
from editorial.clocks.registry import clocks
from editorial.clocks.selectors import PULSE

logger = logging.getLogger(__name__)

KNOWN: Final = (
    "INSERT INTO clocks_clockrun (name) SELECT unnest(%(names)s::text[]) ON CONFLICT DO NOTHING"
)
SEEN: Final = (
    "SELECT (SELECT succeeded_at FROM clocks_clockrun WHERE name = %(name)s) AS pulsed,"
    " pg_postmaster_start_time() AS started, extract(epoch FROM helsekilde_now())::bigint AS now"
)


class Look:
    """Looks once each time that it is asked to.

    Whoever ran the clocks, this worker or another, they run. At the start, and where the database
    was away in between or is another one by now, the quick clocks are due at once: whatever should
    have happened meanwhile is made up for, and nobody waits for the next turn.
    """

    def __init__(self, app: App, pulse: Pulse) -> None:
        self._app = app
        self._pulse = pulse
        self._pulsed: Any = None
        self._started: Any = None

    async def once(self) -> None:
        """Raises ProcrastinateException where the database does not answer."""
        try:
            row = await self._app.connector.execute_query_one_async(SEEN, name=PULSE)
            if row["started"] != self._started:
                await self._wind(now=row["now"])
        except ProcrastinateException:
            self._started = None
            raise
        if self._started is not None and row["pulsed"] != self._pulsed:
            self._pulse.beat(CLOCKS)
        self._started, self._pulsed = row["started"], row["pulsed"]

    async def _wind(self, *, now: int) -> None:
        names = [each.name for each in clocks()]
        await self._app.connector.execute_query_async(KNOWN, names=names)
        for name in (each.name for each in clocks() if not each.is_long):
            job = django_app.tasks[name].configure(task_kwargs={"timestamp": now}).job
            try:
                # Through the queue's own connections: Django's belong to the jobs.
                await JobDeferrer(self._app.job_manager, job).defer_async()
            except AlreadyEnqueued:
                continue
