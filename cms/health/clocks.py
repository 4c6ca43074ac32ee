"""Whether each clock runs when it should."""

from datetime import datetime

from cms.health.registry import Check
from editorial.clocks.selectors import Standing, standings


def clocks() -> Check:
    """Not ok where a clock is late, failed when it ran last, or was never started by a worker."""
    rows = standings()
    unknown = [row for row in rows if not row.is_known]
    late = [row for row in rows if row.is_known and row.is_late]
    failing = [row for row in rows if row.is_failing]
    said = []
    if unknown:
        said.append(f"No worker has started these clocks: {_names(unknown)}.")
    if late:
        said.append(f"Late: {', '.join(f'{row.clock.name} ({_last(row)})' for row in late)}.")
    if failing:
        said.append(f"The last run failed: {_names(failing)}.")
    return Check(
        is_ok=not said, says=" ".join(said), figures={"clocks": [_figures(row) for row in rows]}
    )


def _names(rows: list[Standing]) -> str:
    return ", ".join(row.clock.name for row in rows)


def _last(row: Standing) -> str:
    return f"last run {_iso(row.succeeded_at)}" if row.succeeded_at else "never run"


def _figures(row: Standing) -> dict[str, object]:
    return {
        "name": row.clock.name,
        "cron": row.clock.cron,
        "lastRun": _iso(row.succeeded_at),
        "lastFailure": _iso(row.failed_at),
        "isOk": not (row.is_late or row.is_failing),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
