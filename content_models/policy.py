"""Risk classes: review interval and quorum, as data that is checked when it is read."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "risk_classes.yml"
LONGEST_MONTHS = 36


@dataclass(frozen=True)
class RiskClass:
    """`months` between reviews at most, `quorum` clinicians that must sign."""

    code: str
    months: int
    quorum: int
    reason: str


@cache
def risk_classes() -> dict[str, RiskClass]:
    """All classes by code. Raises ValueError for data that can not be a policy."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    classes = {}
    for code, row in data.items():
        found = RiskClass(code=code, **row)
        if not (0 < found.months <= LONGEST_MONTHS and found.quorum >= 1 and found.reason):
            raise ValueError(f"Risk class {code} is not a usable policy: {row}")
        classes[code] = found
    return classes


def risk_class(code: str) -> RiskClass:
    """One class. Raises KeyError where there is none."""
    return risk_classes()[code]


def stricter_class(first: str, second: str) -> str:
    """The stricter of two classes: the file names them from the strictest on."""
    return min(first, second, key=list(risk_classes()).index)
