"""Whether the log goes on from its signed heads, for the health address."""

from cms.health.registry import Check
from editorial.editions.continuity import watch


def restored() -> Check:
    """Not ok, and not serving, where the log has lost its end or would not be looked at."""
    standing = watch.standing()
    if standing is None:
        return Check(
            is_ok=False,
            says="It could not be looked at whether the log is whole.",
            is_serving=not watch.is_restored(),
        )
    if not standing.is_restored:
        return Check(is_ok=True)
    first, last = standing.lost
    return Check(
        is_ok=False,
        is_serving=False,
        says=standing.sentence(),
        figures={"firstLost": first, "lastLost": last},
    )
