"""The clock that forgets."""

from editorial.clocks.registry import clock
from editorial.editions.clock import database_today
from search.statistics.services import counts_trim


@clock(name="search.statistics_trim", cron="37 1 * * *", is_long=True)
def trim_clock(timestamp: int) -> None:
    """Nightly: forget hashes after a month, counts after a year, texts that are rare again."""
    counts_trim(today=database_today())
