"""Rights are exactly those that are declared, and change all at once."""

from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from cms.database.embedded import ROLE_APPLICATION, ROLE_PUBLIC
from cms.database.grants import grant_tables
from cms.database.owner import as_owner
from tests import databases
from tests.roles import role, superuser

READ = "SELECT count(*) FROM editions_publicdocument"
MAY = "SELECT has_table_privilege(%s, %s, %s)"
# A row of the catalogue that was not written again has the same transaction.
WRITTEN = """
SELECT relname, xmin::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
UNION ALL SELECT proname, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def owner_does(db, *statements):
    with closing(databases.owner_connection(db)) as owner:
        for statement in statements:
            owner.execute(statement)


def asked(db, statement, values=None):
    with closing(superuser(db)) as connection:
        return connection.execute(statement, values).fetchall()


def prepare():
    call_command("database_prepare", verbosity=0)


@pytest.mark.parametrize(
    ("statement", "who", "right", "table"),
    [
        ("GRANT TRUNCATE ON editions_edition TO helsekilde_app",
         ROLE_APPLICATION, "TRUNCATE", "editions_edition"),
        ("GRANT UPDATE ON editions_edition TO PUBLIC",
         ROLE_APPLICATION, "UPDATE", "editions_edition"),
        ("GRANT SELECT ON users_user TO helsekilde_public",
         ROLE_PUBLIC, "SELECT", "users_user"),
        ("GRANT SELECT ON users_user TO PUBLIC", ROLE_PUBLIC, "SELECT", "users_user"),
        ("GRANT TRIGGER ON taggit_tag TO helsekilde_app WITH GRANT OPTION",
         ROLE_APPLICATION, "TRIGGER", "taggit_tag"),
    ],
)  # fmt: skip
def test_what_nobody_declares_is_taken_away(db, statement, who, right, table):
    owner_does(db, statement)
    assert asked(db, MAY, [who, table, right]) == [(True,)]
    prepare()
    assert asked(db, MAY, [who, table, right]) == [(False,)]


def test_a_right_on_a_column_is_taken_away_too(db):
    owner_does(db, "GRANT UPDATE (path) ON editions_edition TO helsekilde_app")
    prepare()
    assert asked(
        db, "SELECT has_any_column_privilege('helsekilde_app', 'editions_edition', 'UPDATE')"
    ) == [(False,)]


def test_what_was_taken_away_is_given_again(db):
    owner_does(
        db,
        "REVOKE ALL ON editions_publicdocument FROM helsekilde_app, helsekilde_public",
        "REVOKE INSERT ON editions_edition FROM helsekilde_app",
        "REVOKE ALL ON SCHEMA public FROM helsekilde_app, helsekilde_public, PUBLIC",
    )
    prepare()
    with connections["public"].cursor() as cursor:
        cursor.execute(READ)
        assert cursor.fetchone() == (0,)
    assert asked(db, MAY, [ROLE_APPLICATION, "editions_edition", "INSERT"]) == [(True,)]


def test_nobody_but_the_owner_makes_tables(db):
    owner_does(db, "GRANT CREATE ON SCHEMA public TO PUBLIC, helsekilde_app")
    prepare()
    for who in (ROLE_APPLICATION, ROLE_PUBLIC):
        may = asked(db, "SELECT has_schema_privilege(%s, 'public', 'CREATE')", [who])
        assert may == [(False,)]


def test_a_reader_never_sees_a_table_without_its_right(db):
    """Before the change is committed it sees the old rights, afterwards the new ones."""
    owner_does(db, "GRANT TRUNCATE ON editions_publicdocument TO helsekilde_app")
    with (
        connections["public"].cursor() as reader,
        as_owner(lock_seconds=3) as owner,
        transaction.atomic(),
    ):
        with owner.cursor() as cursor:
            grant_tables(cursor, application=ROLE_APPLICATION, public=ROLE_PUBLIC)
        reader.execute(READ)
        assert reader.fetchone() == (0,)
        may = asked(db, MAY, [ROLE_APPLICATION, "editions_publicdocument", "TRUNCATE"])
        assert may == [(True,)]
    assert asked(db, MAY, [ROLE_APPLICATION, "editions_publicdocument", "TRUNCATE"]) == [(False,)]


def test_what_is_as_declared_is_not_touched(db):
    prepare()
    before = sorted(asked(db, WRITTEN))
    prepare()
    assert sorted(asked(db, WRITTEN)) == before


@pytest.mark.parametrize(
    ("who", "grant", "what"),
    [
        (ROLE_PUBLIC, "GRANT SELECT ON wagtailcore_page TO {}", "SELECT wagtailcore_page"),
        (ROLE_APPLICATION, "GRANT TRUNCATE ON editions_edition TO {}", "TRUNCATE editions_edition"),
        (ROLE_APPLICATION, "GRANT CREATE ON SCHEMA public TO {}", "create tables"),
    ],
)
def test_a_right_that_comes_by_another_role_is_refused(db, settings, who, grant, what):
    """The roles of the house are everybody's here: logins of the test's own have the other role."""
    alias = "public" if who == ROLE_PUBLIC else "default"
    connection = connections[alias]
    connection.close()
    kept = connection.settings_dict
    with role(db) as group, role(db, member_of=(group,)) as login:
        owner_does(db, grant.format(group))
        connection.settings_dict = {**kept, "USER": login}
        try:
            with pytest.raises(CommandError) as refused:
                prepare()
        finally:
            connection.close()
            connection.settings_dict = kept
        assert str(refused.value).startswith(
            "The database is migrated, the rights are as they were: "
        )
        assert f"{login} may {what}" in str(refused.value)
        assert asked(db, MAY, [login, "editions_publicdocument", "SELECT"]) == [(False,)]


def test_no_function_of_the_owner_looks_among_temporary_tables_first(db):
    paths = asked(
        db,
        "SELECT proname, setting FROM pg_proc, unnest(proconfig) setting "
        "WHERE pronamespace = 'public'::regnamespace AND setting LIKE 'search_path=%'",
    )
    assert len(paths) >= 15
    assert [row for row in paths if not row[1].endswith(", pg_temp")] == []


def test_settings_of_other_threads_stay_the_applications(db):
    shared = connections.settings["default"]
    with as_owner(lock_seconds=3) as owner:
        with owner.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('lock_timeout')")
            assert cursor.fetchone() == ("helsekilde_owner", "3s")
        assert shared["USER"] == ROLE_APPLICATION
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('lock_timeout')")
        assert cursor.fetchone() == (ROLE_APPLICATION, "10s")
