"""What a lock file pins."""

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def pins(file: Path) -> list[Requirement]:
    """Every requirement of a file; hashes, comments and options are left out."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (HASH.sub("", re.sub(r"(^|\s)#.*", "", line)).strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def extras_by_name(rows: list[Requirement]) -> dict[str, set[str]]:
    """All extras under which each distribution is pinned, by its canonical name."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(canonicalize_name(row.name), set()).update(row.extras)
    return found
