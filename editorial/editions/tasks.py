"""Jobs: wake-up calls, and the clocks. The log and the cursors are the truth, jobs only hurry.

A clock is told when it was meant to run, by the worker that put it into the queue. It looks at the
database's time instead: a worker whose own is wrong only runs it too early or too late.
"""

import logging

from procrastinate.contrib.django import app

from editorial.clocks.registry import clock
from editorial.editions.consumers import registry
from editorial.editions.consumers.loop import wake_or_run
from editorial.editions.continuity.services import hold_raise
from editorial.editions.expiry import CLOCK, expiry_run
from editorial.editions.heads.keeping import folders_keep
from editorial.editions.heads.services import head_sign
from editorial.editions.order import holders
from editorial.editions.revocations.services import revocations_enter
from editorial.editions.services import status_refresh
from editorial.editions.skew import skew_note
from editorial.editions.sweep import sweep_run

logger = logging.getLogger(__name__)


@app.task(name="editions.consumers_wake", queue="wake")
def consumers_wake() -> None:
    """Let every consumer catch up now."""
    wake_or_run()


def wake() -> None:
    """Defer the wake-up in the running transaction; nothing where nobody follows the log."""
    if registry.names():
        consumers_wake.defer()


@clock(name="editions.status_refresh", cron="*/5 * * * *")
def status_clock(timestamp: int) -> None:
    """Mark what has become overdue, and enter what an older release has taken back."""
    status_refresh()
    revocations_enter()


@clock(name=CLOCK, cron="* * * * *")
def expiry_clock(timestamp: int) -> None:
    """Withdraw what has reached the end of its time; a refusal stops nothing else."""
    for page_id, reasons in expiry_run().refused.items():
        logger.warning("Page %s could not expire: %s", page_id, " ".join(reasons))


@clock(name="editions.order", cron="* * * * *")
def order_clock(timestamp: int) -> None:
    """Raise the alarm about transactions that hold up others."""
    for holder in holders():
        logger.error("Others wait: %s. `manage.py log_lock` ends it.", holder)


@clock(name="editions.skew", cron="* * * * *")
def skew_clock(timestamp: int) -> None:
    """Say how far the clock of the worker that runs it is from the database's."""
    skew_note()


@clock(name="editions.integrity_sweep", cron="17 2 * * *", is_long=True)
def sweep_clock(timestamp: int) -> None:
    """Nightly: what came since the last sweep, and every live page."""
    sweep_run()


@clock(name="editions.head_sign", cron="* * * * *")
def head_clock(timestamp: int) -> None:
    """Each minute: sign the head of the log and keep it outside the database.

    A withdrawal signs one by itself as soon as it is committed; this is for all else, and for
    what could not be written then.
    """
    report = head_sign()
    for folder, reason in report.failed.items():
        logger.error("The signed head could not be written to %s: %s.", folder, reason)
    if report.problem:
        logger.error("%s", report.problem)
    if report.standing is not None and report.standing.is_restored:
        hold_raise(seen=report.standing.newer, forgotten=report.standing.forgotten)
    folders_keep(is_trimmed=report.is_anchor)
