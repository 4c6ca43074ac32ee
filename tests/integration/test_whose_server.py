"""Tests run on no server that holds somebody's house, and under no settings but their own."""

import os
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from psycopg import sql

from editorial.people import groups
from tests import databases
from tests.factories import people
from tests.kinds import PATIENCE, PRODUCTION, addresses, become, environment

# One after the other: each looks at every database of the server.
pytestmark = pytest.mark.xdist_group("whose_server")


@pytest.fixture
def neighbour(db):
    """A database on the tests' server that bears no test's name. Yields how to make it."""
    name = f"helsekilde_neighbour_{os.getpid()}"
    shown = sql.Identifier(name)

    def make(kind: str) -> str:
        become(db, kind)
        with closing(databases.owner_connection()) as connection:
            databases.left(connection, db)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(shown, sql.Identifier(db))
            )
        return name

    yield make
    with closing(databases.owner_connection()) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(shown))


@pytest.fixture
def given(monkeypatch):
    """The server is one that the environment names."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/helsekilde")


def left() -> None:
    """Nobody is connected to the database that is copied."""
    from django.db import connections

    connections.close_all()


def test_a_server_with_a_production_database_is_refused(neighbour, given):
    left()
    name = neighbour("production")
    with pytest.raises(RuntimeError) as refused:
        databases.server_require()
    assert str(refused.value) == (
        f"This server holds a production database ({name}): no test runs there. "
        "Unset DATABASE_URL, or name a server of its own."
    )


def test_so_is_one_with_an_older_database_with_people_in_it(neighbour, given):
    people.user("ola", groups.AUTHORS)
    left()
    name = neighbour("")
    with pytest.raises(RuntimeError, match=name):
        databases.server_require()


@pytest.mark.parametrize("kind", ["demo", "test"])
def test_a_demonstration_may_be_there(neighbour, given, kind):
    left()
    neighbour(kind)
    databases.server_require()


def test_a_shell_of_production_does_not_make_the_tests_run_there(neighbour, tmp_path):
    left()
    name = neighbour("production")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist",
         "tests/unit/cms/installation/test_given_once.py", "-k", "own_database"],
        cwd=settings.BASE_DIR, env=environment(tmp_path, addresses(name), PRODUCTION),
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"This server holds a production database ({name})" in done.stdout
    assert "1 error" in done.stdout


def test_settings_of_an_installation_are_refused_where_they_are_named(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--ds=cms.settings.production",
         "tests/unit/cms/installation/test_rules.py"],
        cwd=settings.BASE_DIR,
        env=environment(tmp_path, addresses("nowhere"), PRODUCTION),
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert "These are no settings for tests." in done.stdout + done.stderr
