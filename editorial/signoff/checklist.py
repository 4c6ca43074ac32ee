"""Checklists as versioned data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "checklists"
CURRENT = "clinical-1"


@dataclass(frozen=True)
class Checklist:
    """One version of a checklist; `items` maps an item's id to its English wording."""

    version: str
    attestation: str
    items: dict[str, str]

    def missing(self, ticked: frozenset[str]) -> list[str]:
        """Ids that are not ticked, in the order of the list."""
        return [item for item in self.items if item not in ticked]


@cache
def checklists() -> dict[str, Checklist]:
    """Every version that is shipped. Raises ValueError for a malformed file."""
    found = {}
    for path in sorted(FOLDER.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            checklist = Checklist(
                version=data["version"],
                attestation=data["attestation"],
                items={item["id"]: item["text"] for item in data["items"]},
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path.name} is not a checklist: {error}") from error
        found[checklist.version] = checklist
    return found


def current() -> Checklist:
    """The version that a new review uses."""
    return checklists()[CURRENT]
