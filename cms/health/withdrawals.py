"""Whether what people have withdrawn is in the log, and whether anything holds up the log."""

from cms.health.registry import Check
from editorial.editions.order import holders
from editorial.editions.wishes.selectors import waiting_wishes


def withdrawals() -> Check:
    """Not ok where a text is hidden by a wish that nobody's request tries to carry out any more."""
    rows = waiting_wishes()
    late = [row for row in rows if row.is_late]
    says = (
        f"Hidden, not yet in the log: {len(late)}. The worker tries each second: see alarms.md."
        if late
        else ""
    )
    return Check(is_ok=not late, says=says, figures={"waiting": len(rows), "late": len(late)})


def order() -> Check:
    """Not ok where a transaction has held the log, a table, or what others wait for, too long."""
    found = holders()
    figures: dict[str, object] = {
        "holders": len(found),
        "seconds": max((each.age or 0 for each in found), default=0),
    }
    says = (
        "A transaction holds up others. `manage.py log_lock` names it and ends it." if found else ""
    )
    return Check(is_ok=not found, says=says, figures=figures)
