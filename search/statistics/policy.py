"""The numbers of `data/policy.yml`."""

from functools import cache
from pathlib import Path
from typing import Final

from search.analysis.files import load_yaml

DATA: Final = Path(__file__).parent / "data" / "policy.yml"
NAMES: Final = {
    "longest_query", "most_words", "most_digits", "least_searches", "least_days",
    "least_searches_unknown", "least_days_unknown", "pending_days", "kept_days",
    "rare_again_days", "most_new_a_day", "few_results", "low_click_share",
}  # fmt: skip


@cache
def _numbers() -> dict[str, int]:
    found = {}
    for name, row in load_yaml(DATA).items():
        value, why = row.get("value"), str(row.get("why") or "").strip()
        if type(value) is not int or value < 1 or not why:
            raise ValueError(f"Search statistics: {name} needs a number and a reason.")
        found[name] = value
    if set(found) != NAMES:
        raise ValueError(f"Search statistics: wrong names {sorted(set(found) ^ NAMES)}.")
    return found


def number(name: str) -> int:
    """One number. Raises ValueError where the file can not be used."""
    return _numbers()[name]
