"""Whether the nightly integrity sweep has run, and what it found."""

from datetime import timedelta
from typing import Final

from cms.health.registry import Check
from editorial.editions.clock import database_now
from editorial.editions.models import Edition, SweepRun
from editorial.editions.sweeps import sweeps_signed, sweeps_unsigned, unsigned_text

# It runs once a night, and may take its time.
LATEST: Final = timedelta(hours=27)


def sweep() -> Check:
    """Not ok where the last sweep found something, or none has run for a day.

    Rows that the house has not signed are no sweeps, and whoever wrote one meant to hide something.

    The findings themselves are for people who may log in: the report in the admin shows them.
    """
    now = database_now()
    last = next(sweeps_signed(), None)
    if last is None:
        is_older = SweepRun.objects.exists()
        oldest = Edition.objects.order_by("pk").values_list("recorded_at", flat=True).first()
        is_missing = oldest is not None and now - oldest > LATEST
        says = "No sweep that is signed has run yet." if is_older else "No sweep has run yet."
        if strangers := unsigned_text(sweeps_unsigned(None)):
            return Check(is_ok=False, says=f"{says} {strangers} See alarms.md.")
        return Check(is_ok=not is_missing, says=says)
    figures: dict[str, object] = {
        "lastRun": last.ran_at.isoformat(timespec="seconds"),
        "findings": len(last.findings),
        "drifts": len(last.drifts),
    }
    said = []
    if last.findings:
        said.append(f"The last sweep found {len(last.findings)} problems: see alarms.md.")
    if strangers := unsigned_text(sweeps_unsigned(last)):
        said.append(f"{strangers} See alarms.md.")
    if now - last.ran_at > LATEST:
        said.append("No sweep has run for more than a day.")
    return Check(is_ok=not said, says=" ".join(said), figures=figures)
