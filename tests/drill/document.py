"""What `docs/operations/drill.md` says to type, in its order, and where a person acts."""

import re
from dataclasses import dataclass

from tests.drill.machine import ROOT

FILE = ROOT / "docs" / "operations" / "drill.md"
FENCE = "```"
RUN = f"{FENCE}sh drill"
SECTION = re.compile(r"## (?P<number>\d+)\. ")
SCENE = re.compile(r"<!-- drill: (?P<name>[^>]+) -->")


@dataclass(frozen=True)
class Commands:
    """A block of commands; `line` is that of its first one, `section` the number in its heading."""

    line: int
    text: str
    section: int = 0


@dataclass(frozen=True)
class Scene:
    """What people do in a browser at this point."""

    line: int
    name: str
    section: int = 0


class Unreadable(Exception):
    """The document cannot be run as it is written."""


def steps(text: str | None = None) -> list[Commands | Scene]:
    """All of it, in order. Raises Unreadable for a block without an end, and for other marks."""
    lines = (FILE.read_text(encoding="utf-8") if text is None else text).splitlines()
    found: list[Commands | Scene] = []
    opened: int | None = None
    section = 0
    for number, line in enumerate(lines, 1):
        if opened is not None:
            if line == FENCE:
                if lines[opened - 1] == RUN:
                    block = lines[opened : number - 1]
                    found.append(Commands(opened + 1, "\n".join(block), section))
                opened = None
        elif line.startswith(FENCE):
            if "drill" in line and line != RUN:
                raise Unreadable(f"line {number}: {line!r} is not {RUN!r}")
            opened = number
        elif "<!-- drill" in line:
            found.append(Scene(number, _name(line, number), section))
        elif heading := SECTION.match(line):
            section = int(heading["number"])
    if opened is not None:
        raise Unreadable(f"line {opened}: the block has no end")
    return found


def _name(line: str, number: int) -> str:
    scene = SCENE.fullmatch(line)
    if scene is None:
        raise Unreadable(f"line {number}: {line!r} names no scene")
    return scene["name"]
