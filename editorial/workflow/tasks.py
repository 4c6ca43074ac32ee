"""The clock of scheduled publication: each minute, each item for itself."""

import logging

from editorial.clocks.registry import clock
from editorial.workflow.scheduling import CLOCK, schedule_run

logger = logging.getLogger(__name__)


@clock(name=CLOCK, cron="* * * * *")
def schedule_clock(timestamp: int) -> None:
    """Publish what is due and signed; a refusal stops nothing else."""
    report = schedule_run()
    if report.held:
        logger.error("Nothing was published by the schedule. %s", report.held)
    for page_id, reasons in report.refused.items():
        logger.warning("Scheduled page %s was refused: %s", page_id, " ".join(reasons))
