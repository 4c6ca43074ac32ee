"""`manage.py worker`: jobs, clocks and the consumers of the log, until it is told to stop."""

import asyncio
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from cms.installation.services import databases_require
from cms.worker.process import worker_run
from cms.worker.pulse import Pulse
from cms.worker.watchdog import EXIT_CODE, LIMIT_SECONDS, Watchdog
from editorial.editions.consumers import registry

MOST_CONCURRENT = 32


class Command(BaseCommand):
    help = (
        "Run jobs and clocks, and let the consumers of the log catch up, until stopped. "
        f"Ends with exit code 0 where it was told to stop, and with {EXIT_CODE} where no clock has "
        f"run or no job could be fetched for {LIMIT_SECONDS:.0f} seconds: start it again then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency",
            type=int,
            default=2,
            help="jobs at the same time, beside one of each clock (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        concurrency = options["concurrency"]
        if not 1 <= concurrency <= MOST_CONCURRENT:
            raise CommandError(f"--concurrency is a number from 1 to {MOST_CONCURRENT}.")
        databases_require()
        consumers = ", ".join(registry.names()) or "none"
        self.stdout.write(f"The worker runs; consumers of the log: {consumers}.")
        self.stdout.flush()
        pulse = Pulse()
        watchdog = Watchdog(pulse)
        watchdog.start()
        try:
            asyncio.run(worker_run(concurrency=concurrency, pulse=pulse, watchdog=watchdog))
        finally:
            watchdog.cancel()
        self.stdout.write("The worker has stopped.")
