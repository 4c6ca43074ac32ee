"""Which faults there are: every module of this package that has a `NAME`, a `ROUNDS` and a `run`.

    NAME: str                  what the fault is, in a few words
    ROUNDS: int                how many rounds `make faults` does (one where it is left out)
    def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]

`run` does the fault `rounds` times, prints its figures by `tell`, and returns what was not as it
must be, a sentence each; none means that all is well. It cleans up behind itself, also when it
fails. Each fault runs in a process of its own, with `HELSEKILDE_DATA` in a folder that is removed
afterwards, no address of a database or another server, and no settings named: what it needs of
that, and of Django, it sets itself. It raises `Absent` where something of this machine is missing
(a package, root's rights).
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from tests import faults

HARNESS = {"__main__", "registry", "prepared", "house", "processes", "settings", "witness"}


class Absent(Exception):
    """This machine lacks what the fault takes; the message says what, and how to get it."""


@dataclass(frozen=True)
class Fault:
    """One fault: the name of its module, what it is, and how often it is done in a whole run."""

    key: str
    name: str
    rounds: int
    run: Callable[..., list[str]]


def keys() -> list[str]:
    """The names of the modules, in order. Nothing is imported."""
    found = (module.name for module in pkgutil.iter_modules(faults.__path__))
    return sorted(key for key in found if key not in HARNESS and not key.startswith("test_"))


def fault(key: str) -> Fault:
    """One of them. Raises KeyError for a name that is none, AttributeError for half a module."""
    if key not in keys():
        raise KeyError(key)
    module = importlib.import_module(f"{faults.__name__}.{key}")
    return Fault(key, module.NAME, getattr(module, "ROUNDS", 1), module.run)
