"""What the health address looks at, besides the database, search and the consumers of the log.

A room that has something to say writes a check beside its own code and registers it in
`AppConfig.ready()`. Everybody can read the health address: a check says what is wrong in plain
English and never where things are (no folder, host, user or message of an exception).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

logger = logging.getLogger(__name__)
RESERVED = frozenset({"name", "isOk", "isServing", "says"})


@dataclass(frozen=True)
class Check:
    """What one look found. `says` is a sentence for an operator, `figures` are its numbers.

    `is_serving` is False where the public is not served for it: the check's name is then the
    status of the whole house.

    Raises:
        ValueError: a figure has the name of a member that every check has.
    """

    is_ok: bool
    says: str = ""
    figures: dict[str, object] = field(default_factory=dict)
    is_serving: bool = True

    def __post_init__(self) -> None:
        if taken := RESERVED.intersection(self.figures):
            raise ValueError(f"Figures cannot be called {', '.join(sorted(taken))}.")


CheckFunction = Callable[[], Check]
_checks: dict[str, CheckFunction] = {}


def register(name: str, check: CheckFunction) -> None:
    """Add a check, in `AppConfig.ready()`; it must end by itself within a few seconds.

    Raises:
        ValueError: the name is taken.
    """
    if name in _checks:
        raise ValueError(f"{name!r} is registered already.")
    _checks[name] = check


def unregister(name: str) -> None:
    """Take a check out again (tests)."""
    _checks.pop(name, None)


def names() -> list[str]:
    return sorted(_checks)


def results() -> list[dict[str, Any]]:
    """Every check's result, by name. One that raises is not well, says so, and stops nobody."""
    return [_result(name, _checks[name]) for name in names()]


def _result(name: str, function: CheckFunction) -> dict[str, Any]:
    try:
        check = function()
    except Exception as error:
        logger.exception("The health check %s could not be made.", name)
        check = Check(is_ok=False, says=f"This could not be checked ({type(error).__name__}).")
    serving = {} if check.is_serving else {"isServing": False}
    return {"name": name, "isOk": check.is_ok, **serving, "says": check.says, **check.figures}
