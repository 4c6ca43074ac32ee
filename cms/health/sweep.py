"""Whether the nightly integrity sweep has run, and what it found."""

from datetime import timedelta
from typing import Final

from cms.health.registry import Check
from editorial.editions.clock import database_now
from editorial.editions.models import Edition, SweepRun

# It runs once a night, and may take its time.
LATEST: Final = timedelta(hours=27)


def sweep() -> Check:
    """Not ok where the last sweep found something, or none has run for a day.

    The findings themselves are for people who may log in: the report in the admin shows them.
    """
    now = database_now()
    last = SweepRun.objects.order_by("-ran_at").first()
    if last is None:
        oldest = Edition.objects.order_by("pk").values_list("recorded_at", flat=True).first()
        is_missing = oldest is not None and now - oldest > LATEST
        return Check(is_ok=not is_missing, says="No sweep has run yet.")
    figures: dict[str, object] = {
        "lastRun": last.ran_at.isoformat(timespec="seconds"),
        "findings": len(last.findings),
        "drifts": len(last.drifts),
    }
    said = []
    if last.findings:
        said.append(f"The last sweep found {len(last.findings)} problems: see alarms.md.")
    if now - last.ran_at > LATEST:
        said.append("No sweep has run for more than a day.")
    return Check(is_ok=not said, says=" ".join(said), figures=figures)
