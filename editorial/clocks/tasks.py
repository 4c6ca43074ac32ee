"""The pulse: a clock that does nothing, so that its run proves that clocks run."""

from editorial.clocks.registry import clock
from editorial.clocks.selectors import PULSE


@clock(name=PULSE, cron="* * * * *")
def pulse(_timestamp: int) -> None:
    """Nothing: that it was run is noted."""
