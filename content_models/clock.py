"""The time by which it is decided what may be read: the database's, never this process's.

A process whose own clock is two days ahead would take texts down for good, and one that is behind
would let caches keep what is over. `helsekilde_now()` is the owner's function in the database.
"""

from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connections, models

# Days are days of the house, whatever the zone of a process or a session: `helsekilde_day` in SQL.
ZONE: Final = ZoneInfo("Europe/Oslo")


def day_of(moment: datetime) -> date:
    """The day of the house on which an aware moment falls."""
    return moment.astimezone(ZONE).date()


def day_begins(day: date) -> datetime:
    """The moment at which a day of the house begins."""
    return datetime.combine(day, time.min, tzinfo=ZONE)


class DatabaseNow(models.Func):
    """The database's time inside a query, for example `filter(expire_at__lte=DatabaseNow())`."""

    function = "helsekilde_now"
    arity = 0
    output_field = models.DateTimeField()


class DatabaseToday(models.Func):
    """The house's day inside a query."""

    function = "helsekilde_today"
    arity = 0
    output_field = models.DateField()


def database_now(*, using: str = "default") -> datetime:
    """The moment at which the running transaction began, by the clock of the database.

    Aware, in UTC. Outside a transaction: the moment of the question.
    """
    moment: datetime = _asked("SELECT helsekilde_now()", using)
    return moment


def database_today(*, using: str = "default") -> date:
    """The day in the house's time zone, by the clock of the database."""
    day: date = _asked("SELECT helsekilde_today()", using)
    return day


def _asked(sql: str, using: str) -> Any:
    with connections[using].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
