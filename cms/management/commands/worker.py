"""`manage.py worker`: jobs, clocks and the consumers of the log, until it is told to stop."""

import asyncio
import logging
import signal
from typing import Any

from django.core.management import BaseCommand, CommandParser
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from editorial.editions.consumers import registry
from editorial.editions.consumers.loop import loops_start, loops_stop

logger = logging.getLogger(__name__)
LONGEST_PAUSE = 30.0
# The worker counts as well again when it has lived this long.
WELL_AFTER = 60.0
STOP_SECONDS = 10.0


class Command(BaseCommand):
    help = "Run jobs and clocks, and let the consumers of the log catch up, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at the same time")

    def handle(self, *_args: Any, **options: Any) -> None:
        consumers = ", ".join(registry.names()) or "none"
        self.stdout.write(f"The worker runs; consumers of the log: {consumers}.")
        self.stdout.flush()
        asyncio.run(self._run(concurrency=options["concurrency"]))
        self.stdout.write("The worker has stopped.")

    async def _run(self, *, concurrency: int) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        loops_start()
        jobs = asyncio.create_task(self._jobs(stopping, concurrency))
        await stopping.wait()
        jobs.cancel()
        await asyncio.gather(jobs, return_exceptions=True)
        late = await asyncio.to_thread(loops_stop, timeout=STOP_SECONDS)
        if late:
            # Their entry is undone with its transaction, and done again after the next start.
            logger.warning("Stopped in the middle of an entry: %s", ", ".join(late))

    async def _jobs(self, stopping: asyncio.Event, concurrency: int) -> None:
        """Procrastinate's worker, started again whenever it ends: it gives up with its database."""
        loop = asyncio.get_running_loop()
        pause = 1.0
        while not stopping.is_set():
            began = loop.time()
            try:
                await self._work(concurrency)
                reason = "it ended by itself"
            except Exception as error:  # noqa: BLE001 - whatever it was, the clocks must go on
                reason = f"{type(error).__name__} {error}".strip()
            if loop.time() - began > WELL_AFTER:
                pause = 1.0
            logger.warning("The job worker stopped (%s); again in %s s.", reason, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _work(self, concurrency: int) -> None:
        # Not `app.replace_connector`: what a job publishes must go on deferring its wake-up through
        # Django's connection, inside its own transaction.
        connector = PsycopgConnector(
            kwargs=connector_params("default"),
            min_size=1,
            max_size=concurrency + 4,
            timeout=STOP_SECONDS,
        )
        worker_app: App = app.with_connector(connector)
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=STOP_SECONDS,
                task_middleware=[close_db_connections],
            )
