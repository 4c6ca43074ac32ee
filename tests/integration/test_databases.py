"""Each test has a database of its own, with the three real roles, and commits to it."""

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, connections
from django.db.transaction import get_connection
from wagtail.models import Page

from editorial.people import groups
from tests import databases
from tests.factories import people


def rows(alias: str, sql: str) -> list[tuple]:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(db, turn):
    assert not get_connection().in_atomic_block
    people.user("only-once", groups.AUTHORS)
    with databases.owner_connection(db) as other:
        found = other.execute("SELECT username FROM users_user ORDER BY 1").fetchall()
    assert found == [("only-once",)]


@pytest.mark.django_db
def test_the_marker_gives_a_database_of_its_own_too():
    assert connection.settings_dict["NAME"].startswith(databases.CLONES)
    assert rows("default", "SELECT current_database()") == rows(
        "public", "SELECT current_database()"
    )


def test_application_and_public_reader_are_roles_of_their_own(db):
    assert rows("default", "SELECT current_user") == [(settings.DATABASES["default"]["USER"],)]
    assert rows("public", "SELECT current_user") == [(settings.DATABASES["public"]["USER"],)]
    owned = "SELECT count(*) FROM pg_tables WHERE tableowner = current_user"
    super_user = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    for alias in ("default", "public"):
        assert rows(alias, owned) == [(0,)]
        assert rows(alias, super_user) == [(False,)]


def test_the_public_reader_sees_no_draft(db):
    with pytest.raises(ProgrammingError, match="permission denied for table wagtailcore_page"):
        Page.objects.using("public").count()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE editions_edition",
        "ALTER TABLE editions_edition DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE editions_edition SET edition_digest = ''",
        "DELETE FROM editions_edition",
        "INSERT INTO editions_logentry DEFAULT VALUES",
    ],
)
def test_the_application_can_not_switch_the_gate_off(db, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        rows("default", statement)


def test_the_database_of_the_settings_is_left_alone(db):
    # What a demo has under that name has users; ours is empty, because nobody ever migrated it.
    with databases.owner_connection(settings.DATABASE_OWNER["NAME"]) as base:
        tables = base.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)
