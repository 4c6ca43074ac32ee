"""The clock of the embedded index: what an edition could not index in its own transaction."""

from editorial.clocks.registry import clock
from search.indexing import index_follow


@clock(name="search.index_follow", cron="* * * * *")
def follow_clock(timestamp: int) -> None:
    """Bring the index to what is public."""
    index_follow()
