"""Whether the house has what publishing needs outside the database."""

from cms.health.registry import Check
from editorial.editions.equipment import faults


def equipment() -> Check:
    """Not ok where a key or a folder of pictures cannot be used; `manage.py check` says which."""
    found = faults()
    return Check(
        is_ok=not found,
        says=" ".join([*(fault.says for fault in found), "See: manage.py check."] if found else []),
        figures={"faults": [fault.part for fault in found]},
    )
