"""Whether the house has what publishing needs outside the database."""

from cms.health.registry import Check
from editorial.editions.equipment import faults


def equipment() -> Check:
    """Not ok where a key or a folder of pictures cannot be used; `check --deploy` says which."""
    found = faults()
    where = ["See: manage.py check --deploy."] if found else []
    return Check(
        is_ok=not found,
        says=" ".join([*(fault.says for fault in found), *where]),
        figures={"faults": [fault.part for fault in found]},
    )
