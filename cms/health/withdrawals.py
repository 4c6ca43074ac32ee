"""Whether what people have withdrawn is in the log, and whether anything holds up the log."""

from cms.health.registry import Check
from editorial.editions.order import holders
from editorial.editions.wishes.selectors import waiting_wishes


def withdrawals() -> Check:
    """Not ok where nobody's request tries any more to carry out what people have asked for.

    Texts that are hidden are told from those that are withdrawn for less than was asked for, and
    from signatures under which none is hidden, or is by a wish of its own.
    """
    rows = waiting_wishes()
    late = [row for row in rows if row.is_late]
    hidden = len({(row.content_id, row.lang) for row in late if row.is_hidden})
    overtaken = len({(row.content_id, row.lang) for row in late if row.is_overtaken})
    others = sum(not row.is_hidden and not row.is_overtaken for row in late)
    told = []
    if hidden:
        told.append(f"Hidden, not yet in the log: {hidden}.")
    if overtaken:
        told.append(f"Withdrawn for less in the log, the danger not yet in it: {overtaken}.")
    if others:
        told.append(f"Signatures being taken back, not yet in the log: {others}.")
    says = " ".join([*told, "The worker tries each second: see alarms.md."]) if told else ""
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
