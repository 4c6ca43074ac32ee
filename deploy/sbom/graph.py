"""Who needs whom among the pinned packages, whatever machine asks."""

import re
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What is needed on any of these is in the graph, wherever it is drawn: the oldest Python that the
# lock files are made for, on two systems.
OLDEST = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.0",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.11.0",
    "python_version": "3.11",
    "sys_platform": "linux",
}
WINDOWS = {"os_name": "nt", "platform_system": "Windows", "sys_platform": "win32"}
MACHINES = (OLDEST, {**OLDEST, **WINDOWS})


def asked_for(text: str) -> list[Requirement]:
    """The requirements of a `requirements/*.in` file."""
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def edges(roots: list[Requirement], *, pinned: set[str]) -> dict[str, set[str]]:
    """From each pinned package to those it needs, extras that somebody asks for included.

    `pinned` holds canonical names. The roots themselves stand under the name "".
    """
    found: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()

    def follow(needer: str, rows: list[Requirement], extra: str) -> None:
        for row in rows:
            name = canonicalize_name(row.name)
            if name not in pinned or not _holds(row, extra):
                continue
            if name != needer:
                found.setdefault(needer, set()).add(name)
            for each in ("", *row.extras):
                if (name, each) not in seen:
                    seen.add((name, each))
                    follow(name, needs(name), each)

    follow("", roots, "")
    return found


def _holds(row: Requirement, extra: str) -> bool:
    return row.marker is None or any(
        row.marker.evaluate({**machine, "extra": extra}) for machine in MACHINES
    )


def needs(name: str) -> list[Requirement]:
    """What an installed package says that it needs; nothing where it is not installed."""
    try:
        return [Requirement(row) for row in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []
