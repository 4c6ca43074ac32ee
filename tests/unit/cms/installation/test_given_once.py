"""The one row: given once, read by everybody, written by nobody else."""

from contextlib import closing

import psycopg
import pytest
from django.db import DatabaseError, connections

from cms.installation.models import Installation
from tests import databases

INSERT = (
    "INSERT INTO installation_installation (number, kind, given_at, given_by) "
    "VALUES ({number}, '{kind}', now(), 'me')"
)
GIVEN_ONCE = "The kind of a database is given once"


def test_the_tests_own_database_is_one_of_tests(db):
    row = Installation.objects.get()
    assert (row.number, row.kind, row.given_by, str(row)) == (
        1, "test", "helsekilde_owner", "test",
    )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE installation_installation SET kind = 'production'",
        "UPDATE installation_installation SET given_at = now()",
        "DELETE FROM installation_installation",
        "TRUNCATE installation_installation",
        INSERT.format(number=1, kind="production"),
        INSERT.format(number=2, kind="production"),
    ],
)
def test_not_even_the_owner_changes_it_by_mistake(db, statement):
    with closing(databases.owner_connection(db)) as owner:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=GIVEN_ONCE):
            owner.execute(statement)
        assert owner.execute("SELECT kind FROM installation_installation").fetchall() == [("test",)]


@pytest.mark.parametrize("alias", ["default", "public"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE installation_installation SET kind = 'production'",
        "DELETE FROM installation_installation",
        "TRUNCATE installation_installation",
        INSERT.format(number=1, kind="demo"),
        "ALTER TABLE installation_installation DISABLE TRIGGER ALL",
        "DROP TABLE installation_installation",
    ],
)
def test_application_and_public_reader_may_only_read_it(db, alias, statement):
    with connections[alias].cursor() as cursor:
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner|read-only"):
            cursor.execute(statement)
        cursor.execute("SELECT kind FROM installation_installation")
        assert cursor.fetchall() == [("test",)]


@pytest.mark.parametrize("kind", ["", "staging", "PRODUCTION"])
def test_a_kind_that_nobody_knows_is_refused(db, kind):
    with closing(databases.owner_connection(db)) as owner:
        owner.execute("ALTER TABLE installation_installation DISABLE TRIGGER USER")
        with pytest.raises(psycopg.errors.CheckViolation):
            owner.execute("UPDATE installation_installation SET kind = %s", [kind])
