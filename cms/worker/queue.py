"""The queue as this worker sees it: what it runs, what was fetched, and what was left behind."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from procrastinate import App
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from cms.worker.pulse import FETCHED, Pulse
from editorial.clocks.registry import QUICK

logger = logging.getLogger(__name__)

# A worker tells the database every ten seconds that it lives.
STALLED_SECONDS: Final = 30.0
# What has ended its process so often is not tried again: it might be the reason.
MOST_ATTEMPTS: Final = 3
# Due in any case, whatever this machine takes the time to be.
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
DOING = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = ANY(%(workers)s)"


class NotedManager(JobManager):
    """Notes each time that the clocks' queue could be asked for a job, had it one or not."""

    def __init__(self, connector: Any, pulse: Pulse) -> None:
        super().__init__(connector)
        self._pulse = pulse

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        job = await super().fetch_job(queues=queues, worker_id=worker_id)
        if queues and QUICK in queues:
            self._pulse.beat(FETCHED)
        return job


class Tidy:
    """Gives jobs that nobody runs any more back to the queue.

    A killed or stopped worker leaves its jobs behind as "doing", and so does a database that went
    away before the end of a job could be written down. The lock of such a job would keep its clock
    from running for ever.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._current: dict[str, int] = {}
        self._workers: set[int] = set()
        self._running: set[int] = set()
        self._suspects: set[int] = set()

    async def middleware(
        self, call_next: AsyncCallNext, context: JobContext, worker: Worker
    ) -> Any:
        """Worker middleware: knows what really runs here."""
        if worker.worker_id is not None:
            self._current[worker.worker_name or ""] = worker.worker_id
            self._workers.add(worker.worker_id)
        number = context.job.id or 0
        self._running.add(number)
        try:
            return await call_next()
        finally:
            self._running.discard(number)

    async def run(self) -> int:
        """Look once. Returns how many jobs were given back or given up.

        Raises:
            ConnectorException: the database did not answer.
        """
        manager = self._app.job_manager
        for number in self._current.values():
            await manager.update_heartbeat(number)
        # Who has gone is struck off; one that comes back is refused its next job, and begins anew.
        await manager.prune_stalled_workers(STALLED_SECONDS)
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
        # Nobody's by the database, and yet ours where another worker has struck us off.
        stalled = [job for job in stalled if job.id not in self._running]
        stalled += await self._forgotten()
        for job in stalled:
            await self._give_back(job)
        return len(stalled)

    async def _forgotten(self) -> list[Job]:
        """Ours by the database, and not running here; seen so twice, for an end takes a moment."""
        rows = await self._app.connector.execute_query_all_async(
            DOING, workers=sorted(self._workers)
        )
        suspects = {row["id"] for row in rows} - self._running
        found, self._suspects = suspects & self._suspects, suspects
        jobs: list[Job] = []
        for number in sorted(found):
            jobs += await self._app.job_manager.list_jobs_async(id=number, status="doing")
        return jobs

    async def _give_back(self, job: Job) -> None:
        manager = self._app.job_manager
        if job.attempts + 1 >= MOST_ATTEMPTS:
            logger.error("Job %s was left behind %s times.", job.call_string, MOST_ATTEMPTS)
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            return
        try:
            await manager.retry_job(job, retry_at=LONG_AGO)
        except UniqueViolation:
            # The next turn of the same clock waits already.
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        except ConnectorException as error:
            # Another worker was quicker, or it ended after all.
            logger.info("Job %s could not be given back: %s", job.call_string, error.__cause__)
            return
        logger.warning("Job %s was left behind; it is run again.", job.call_string)
