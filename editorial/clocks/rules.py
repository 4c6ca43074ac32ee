"""When a clock is late, and when it hangs: told from its cron alone."""

from datetime import UTC, datetime, timedelta

from croniter import croniter

SHORTEST_GRACE = timedelta(minutes=2)
# An eighth of its interval: two minutes for what runs each minute, three hours for the nightly.
GRACE_SHARE = 8
SHORTEST_HANG = timedelta(minutes=30)
ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def interval(cron: str, *, now: datetime) -> timedelta:
    """From the last turn to the next, for example a minute for `* * * * *`."""
    turns = croniter(cron, now.astimezone(UTC))
    following: datetime = turns.get_next(datetime)
    last: datetime = turns.get_prev(datetime)
    return following - last


def grace(cron: str, *, now: datetime) -> timedelta:
    """How long after its turn a clock may still be at work."""
    return max(SHORTEST_GRACE, interval(cron, now=now) / GRACE_SHARE)


def owed(cron: str, *, now: datetime) -> datetime:
    """The newest turn that must be done by now: a success since then is in time."""
    turn: datetime = croniter(cron, now.astimezone(UTC) - grace(cron, now=now)).get_prev(datetime)
    return turn


def is_late(
    cron: str, *, now: datetime, known_since: datetime, succeeded_at: datetime | None
) -> bool:
    """The turn that is owed came after the clock was known, and nothing has succeeded since."""
    turn = owed(cron, now=now)
    return known_since <= turn and (succeeded_at is None or succeeded_at < turn)


def longest_run(cron: str) -> timedelta:
    """A run that takes longer hangs: its next turn has come, and half an hour is over."""
    return max(SHORTEST_HANG, interval(cron, now=ANY_MOMENT))
