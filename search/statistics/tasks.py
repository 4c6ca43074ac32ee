"""The clock that forgets."""

from procrastinate.contrib.django import app

from editorial.editions.clock import database_today
from search.statistics.services import counts_trim


@app.periodic(cron="37 1 * * *")
@app.task(name="search.statistics_trim", queue="clock", queueing_lock="search_statistics_trim")
def trim_clock(timestamp: int) -> None:
    """Nightly: forget hashes after a month, counts after a year, texts that are rare again."""
    counts_trim(today=database_today())
