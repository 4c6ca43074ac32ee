"""The database's time, moved by its owner; and the process's own, which must decide nothing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg import sql

from tests.databases import owner_connection

_FUNCTION = sql.SQL(
    "CREATE OR REPLACE FUNCTION helsekilde_now() RETURNS timestamptz LANGUAGE sql STABLE "
    "PARALLEL SAFE RETURN {}"
)


@contextmanager
def database_at(moment: datetime) -> Iterator[None]:
    """In this test's database it is that moment, and stays so, for whoever asks it."""
    with _replaced(sql.SQL("{}::timestamptz").format(sql.Literal(moment.isoformat()))):
        yield


@contextmanager
def database_on(day: date) -> Iterator[None]:
    """The same at noon of a day of the house."""
    moment = datetime.combine(day, time(12), tzinfo=ZoneInfo("Europe/Oslo"))
    with database_at(moment):
        yield


@contextmanager
def database_ahead(by: timedelta) -> Iterator[None]:
    """This test's database is ahead of the processes, or behind where `by` is negative."""
    away = sql.Literal(f"{by.total_seconds()} seconds")
    with _replaced(sql.SQL("pg_catalog.now() + {}::interval").format(away)):
        yield


def time_over(page: Any) -> None:
    """It has ended, as if its signing had been so long ago; no clock has run since."""
    with closing(owner_connection(connection.settings_dict["NAME"])) as owner:
        owner.execute(
            "UPDATE editions_publicdocument SET public_until = now() - interval '1 minute' "
            "WHERE page_id = %s",
            [page.pk],
        )


@contextmanager
def _replaced(body: sql.Composable) -> Iterator[None]:
    with closing(owner_connection(connection.settings_dict["NAME"])) as owner:
        owner.execute(_FUNCTION.format(body))
        try:
            yield
        finally:
            owner.execute(_FUNCTION.format(sql.SQL("pg_catalog.now()")))
