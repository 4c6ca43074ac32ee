"""What is counted of a query on a day, while it is in memory."""

from dataclasses import astuple, dataclass
from datetime import date


@dataclass(slots=True)
class Counts:
    """What is added to a day's counters."""

    searches: int = 0
    zero: int = 0
    few: int = 0
    shown: int = 0
    clicks: int = 0

    def add(self, other: "Counts") -> None:
        """Add another's counts to these."""
        self.searches, self.zero, self.few, self.shown, self.clicks = (
            first + second for first, second in zip(astuple(self), astuple(other), strict=True)
        )


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """A normalised query on a day. In memory only, for a few seconds."""

    lang: str
    text: str
    day: date
