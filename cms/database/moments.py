"""Moments and days that PostgreSQL keeps and Python cannot hold are read as the nearest it can.

PostgreSQL knows `infinity`, years before Christ and years after 9999; Python has a day in the years
1 to 9999, and no hour that would leave them where a screen shows it in local time. The database
refuses such values today (`helsekilde_refuse_unreadable`). A row of an older house may have one,
and nothing that reads it, a withdrawal least of all, ends with an error for it.
"""

from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from django.db.backends.signals import connection_created
from psycopg import DataError
from psycopg.types.datetime import DateLoader

# What the database takes as well: `cms.database.readable`.
EARLIEST: Final = datetime(1, 1, 2, tzinfo=UTC)
LATEST: Final = datetime(9999, 12, 31, 22, 59, 59, 999999, tzinfo=UTC)


def connect() -> None:
    """Let every connection that Django makes from now on read so."""
    connection_created.connect(_register, dispatch_uid="cms.database.moments")


def _register(*, connection: Any, **_signal: Any) -> None:
    zone = connection.timezone

    class MomentLoader(BaseTzLoader):
        timezone = zone

        def load(self, data: Any) -> datetime:
            try:
                moment = super().load(data)
            except DataError:
                moment = EARLIEST if _is_before(data) else LATEST
            return min(max(moment, EARLIEST), LATEST)

    adapters = connection.connection.adapters
    adapters.register_loader("timestamptz", MomentLoader)
    adapters.register_loader("date", DayLoader)


class DayLoader(DateLoader):
    """A day of the years 1 to 9999."""

    def load(self, data: Any) -> date:
        """The day, or the first or last there is."""
        try:
            return super().load(data)
        except DataError:
            return date.min if _is_before(data) else date.max


def _is_before(data: Any) -> bool:
    text = bytes(data)
    return text.startswith(b"-") or text.endswith(b"BC")
