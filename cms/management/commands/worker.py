"""`manage.py worker`: jobs, clocks and the consumers of the log, until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

from editorial.editions.consumers.services import consumers_run_all

logger = logging.getLogger(__name__)
POLL_SECONDS = 10.0
LONGEST_PAUSE = 30.0


class Command(BaseCommand):
    help = "Run jobs and clocks, and let the consumers of the log catch up every ten seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2)

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write("The worker runs.")
        asyncio.run(self._run(concurrency=options["concurrency"]))
        self.stdout.write("The worker has stopped.")

    async def _run(self, *, concurrency: int) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        tasks = [
            asyncio.create_task(self._jobs(stopping, concurrency)),
            asyncio.create_task(self._poll(stopping)),
        ]
        await stopping.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _jobs(self, stopping: asyncio.Event, concurrency: int) -> None:
        """Procrastinate's worker, started again where the database went away."""
        pause = 1.0
        while not stopping.is_set():
            connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
            worker_app = app.with_connector(connector)
            try:
                async with worker_app.open_async():
                    await worker_app.run_worker_async(
                        concurrency=concurrency, install_signal_handlers=False, wait=True
                    )
                pause = 1.0
            except (ProcrastinateException, DatabaseError, OSError) as error:
                logger.warning(
                    "The job worker lost the database (%s); again in %s s.", error, pause
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _poll(self, stopping: asyncio.Event) -> None:
        """A lost wake-up costs ten seconds and nothing else."""
        while not stopping.is_set():
            try:
                await sync_to_async(self._catch_up, thread_sensitive=True)()
            except DatabaseError as error:
                logger.warning("The consumers could not be run: %s", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), timeout=POLL_SECONDS)

    @staticmethod
    def _catch_up() -> None:
        close_old_connections()
        consumers_run_all()
