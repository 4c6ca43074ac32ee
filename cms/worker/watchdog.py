"""Ends a worker that does not work, so that its supervisor can start a new one.

A thread, because what hangs may be the event loop itself. It measures what has to happen in any
case (the loop turns, jobs are fetched, the pulse of the clocks is run), never how long one job
takes: a nightly sweep may run for hours.
"""

import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from cms.worker.notify import ALIVE, notify
from cms.worker.pulse import LOOP, Pulse
from editorial.clocks.registry import clocks
from editorial.clocks.rules import longest_run
from editorial.clocks.runs import running_for
from editorial.editions.consumers.loop import loops_dead

logger = logging.getLogger(__name__)

EXIT_CODE: Final = 75  # EX_TEMPFAIL: start it again
LIMIT_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 1.0
TELL_SECONDS: Final = 10.0
# To write a last line to whoever reads the log: a reader who reads no more holds nobody up.
SAY_SECONDS: Final = 5.0
# This thread itself did not run for so long: the process was stopped, or the machine slept.
STOOD_STILL_SECONDS: Final = 15.0


class Watchdog(threading.Thread):
    """Looks every second. `stop_by` is the moment (monotonic) by which a stop must be done."""

    def __init__(self, pulse: Pulse, *, end: Callable[[int], None] = os._exit) -> None:
        super().__init__(name="watchdog", daemon=True)
        self.pulse = pulse
        self.stop_by: float | None = None
        self._end = end
        self._over = threading.Event()

    def cancel(self) -> None:
        self._over.set()

    def run(self) -> None:
        looked = time.monotonic()
        told = 0.0
        while not self._over.wait(LOOK_SECONDS):
            now = time.monotonic()
            if now - looked > STOOD_STILL_SECONDS:
                line = f"The worker stood still for {now - looked:.0f} s and goes on."
                _with_patience(logger.warning, "%s", line)
                self.pulse.forgive()
            looked = now
            if self.stop_by is not None:
                if now > self.stop_by:
                    self._finish(0, f"Stopped in the middle of: {_busy() or 'a job'}.")
                continue
            reasons = problems(self.pulse)
            if reasons:
                self._finish(
                    EXIT_CODE,
                    f"The worker ends with exit code {EXIT_CODE}, to be started again: "
                    f"{'; '.join(reasons)}.",
                )
            elif now - told >= TELL_SECONDS:
                notify(ALIVE)
                told = now

    def _finish(self, code: int, line: str) -> None:
        _with_patience(self._say, code, line)
        self._end(code)

    def _say(self, code: int, line: str) -> None:
        logger.error("%s", line)
        if code and LOOP in self.pulse.missing(seconds=LIMIT_SECONDS):
            # Who holds the loop? A database that is away needs no such page.
            with suppress(OSError, ValueError):
                faulthandler.dump_traceback(sys.stderr, all_threads=True)
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()


def _with_patience(say: Callable[..., object], *arguments: object) -> None:
    """What hangs may be a full pipe to the log, and whoever writes to it then hangs with it."""
    said = threading.Thread(target=say, args=arguments, daemon=True)
    said.start()
    said.join(SAY_SECONDS)


def problems(pulse: Pulse) -> list[str]:
    """Every reason to end the process; empty where it works."""
    reasons = [f"{name} for {LIMIT_SECONDS:.0f} s" for name in pulse.missing(seconds=LIMIT_SECONDS)]
    reasons += [f"the thread of consumer {name} has ended" for name in loops_dead()]
    busy = running_for()
    for each in clocks():
        seconds = busy.get(each.name, 0.0)
        if seconds > longest_run(each.cron).total_seconds():
            reasons.append(f"the clock {each.name} hangs since {seconds:.0f} s")
    return reasons


def _busy() -> str:
    return ", ".join(sorted(running_for()))
