"""PostgreSQL counts transactions with 32 bits and begins again: no row becomes old by that."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from cms.database import embedded
from cms.database.accounts import account_for
from cms.database.programs import run

FUNCTION = Path(settings.BASE_DIR) / "content_models" / "sql" / "helsekilde_is_new.sql"
ROUND = 2**32
LEFT = 40
# Where the server keeps what became of the last transactions of a round.
STATES, STATES_BYTES = "pg_xact/0FFF", 256 * 1024
NEW = "SELECT bool_and(helsekilde_is_new(xmin)), bool_or(helsekilde_is_new(xmin)) FROM rows"


@pytest.fixture
def at_the_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """A server of its own, a few numbers before the end of a round."""
    data = tmp_path_factory.mktemp("round")
    server = embedded.start(data_dir=data, durable=False)
    freeze(server.superuser)
    embedded.stop(data_dir=data)
    pgdata = data / "postgres"
    account = account_for(pgdata)
    states = pgdata / STATES
    states.write_bytes(bytes(STATES_BYTES))
    owner = pgdata.stat()
    os.chown(states, owner.st_uid, owner.st_gid)
    run("pg_resetwal", f"--next-transaction-id={ROUND - LEFT}", str(pgdata), account=account)
    server = embedded.start(data_dir=data, durable=False)
    try:
        with closing(psycopg.connect(server.superuser, autocommit=True)) as connection:
            connection.execute(FUNCTION.read_text(encoding="utf-8"))
            connection.execute("CREATE TABLE rows (number int)")
            yield connection
    finally:
        embedded.stop(data_dir=data)


def freeze(address: str) -> None:
    """What stands in the server has no number any more that could be one to come."""
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datallowconn").fetchall()
    for (name,) in names:
        with closing(psycopg.connect(address, dbname=name, autocommit=True)) as connection:
            connection.execute("VACUUM (FREEZE)")


def write(connection: psycopg.Connection, *, rows: int) -> None:
    """Each row in a savepoint, which has a number of its own."""
    for number in range(rows):
        with connection.transaction():
            connection.execute("INSERT INTO rows VALUES (%s)", [number])


def test_rows_of_savepoints_are_new_on_either_side_of_the_end(at_the_end):
    with at_the_end.transaction():
        write(at_the_end, rows=2 * LEFT)
        numbers = [int(row[0]) for row in at_the_end.execute("SELECT xmin::text FROM rows")]
        assert min(numbers) < LEFT
        assert max(numbers) > ROUND - LEFT
        assert at_the_end.execute(NEW).fetchone() == (True, True)
    assert at_the_end.execute(NEW).fetchone() == (False, False)
    with at_the_end.transaction():
        at_the_end.execute("SELECT pg_current_xact_id()")
        assert at_the_end.execute(NEW).fetchone() == (False, False)


def test_rows_with_the_first_numbers_of_the_round_before_are_old(at_the_end):
    """Such a number is not yet given again when the last of a round are."""
    with at_the_end.transaction():
        at_the_end.execute("SELECT pg_current_xact_id()")
        found = at_the_end.execute(
            "SELECT helsekilde_is_new(n::text::xid) FROM generate_series(0, 20) n"
        )
        assert {row[0] for row in found} == {False}
