"""One worker from start to end: lanes, consumers of the log, withdrawals, and the watchdog."""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from procrastinate.exceptions import ProcrastinateException

from cms.worker.lanes import STOP_SECONDS, lane_run, lanes, lanes_app, queue_pool
from cms.worker.look import Look
from cms.worker.notify import READY, STOPPING, notify
from cms.worker.pulse import LOOP, Pulse
from cms.worker.queue import Tidy
from cms.worker.sessions import sessions_bound
from cms.worker.watchdog import Watchdog
from editorial.editions.consumers.loop import loops_start, loops_stop
from editorial.editions.wishes.loop import WishLoop

logger = logging.getLogger(__name__)

TURN_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 5.0
TIDY_SECONDS: Final = 10.0
# Jobs and consumers have ten seconds each to end, and most need none.
STOP_BY_SECONDS: Final = 25.0
THREADS_BESIDE: Final = 4


async def worker_run(*, concurrency: int, pulse: Pulse, watchdog: Watchdog) -> None:
    """Work until SIGTERM or SIGINT; the watchdog may end the process before."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    tracks = lanes(concurrency=concurrency)
    # A job that was fetched never waits for a thread.
    threads = sum(lane.slots for lane in tracks) + THREADS_BESIDE
    loop.set_default_executor(ThreadPoolExecutor(threads, "job"))
    sessions_bound()
    pool = queue_pool()
    app = lanes_app(pulse=pulse)
    await pool.open(wait=False)
    await app.open_async(pool)
    loops_start()
    withdrawals = WishLoop()
    withdrawals.start()
    tidy = Tidy(app)
    look = Look(app, pulse)
    beside = [
        asyncio.create_task(_turn(pulse)),
        asyncio.create_task(_repeat(look.once, every=LOOK_SECONDS)),
        asyncio.create_task(_repeat(tidy.run, every=TIDY_SECONDS)),
    ]
    jobs = [asyncio.create_task(lane_run(lane, app=app, tidy=tidy)) for lane in tracks]
    notify(READY)
    await stopping.wait()
    notify(STOPPING)
    watchdog.stop_by = time.monotonic() + STOP_BY_SECONDS
    for task in (*jobs, *beside):
        task.cancel()
    await asyncio.gather(*jobs, *beside, return_exceptions=True)
    withdrawals.stop()
    late = await asyncio.to_thread(loops_stop, timeout=STOP_SECONDS)
    if late:
        # Their entry is undone with its transaction, and done again after the next start.
        logger.warning("Stopped in the middle of an entry: %s", ", ".join(late))
    # What it was doing is undone with its transaction, and the next worker does it.
    await asyncio.to_thread(withdrawals.join, STOP_SECONDS)
    await pool.close()


async def _turn(pulse: Pulse) -> None:
    while True:
        pulse.beat(LOOP)
        await asyncio.sleep(TURN_SECONDS)


async def _repeat(work: Callable[[], Awaitable[Any]], *, every: float) -> None:
    while True:
        try:
            await work()
        except ProcrastinateException as error:
            # The lanes say in the log that the database is away.
            logger.info("The database did not answer: %s", error.__cause__ or error)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look is due
            logger.warning("A look failed: %s %s", type(error).__name__, error)
        await asyncio.sleep(every)
