"""No login but the owner's hangs a trigger function of the house on a table of its own."""

from contextlib import closing

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from psycopg import sql

from cms.database.owner import as_owner
from cms.database.roles import ROLE_APPLICATION
from tests import databases
from tests.roles import superuser

FUNCTIONS = """
SELECT p.oid::regprocedure::text, p.proname FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype ORDER BY 1
"""
CALLABLE = f"""
SELECT role, f.signature FROM ({FUNCTIONS}) f (signature, name),
    unnest(ARRAY['helsekilde_app', 'helsekilde_public']) role
WHERE has_function_privilege(role, f.signature, 'EXECUTE')
"""
# What is stored here is read by code of the application: with the rights of whoever reads it.
CAST = [
    "CREATE TYPE search_scratch.told AS (words text)",
    "CREATE FUNCTION search_scratch.run(told search_scratch.told) RETURNS bigint LANGUAGE plpgsql"
    " AS $$ BEGIN EXECUTE (told).words; RETURN 1; END $$",
    "CREATE CAST (search_scratch.told AS bigint) WITH FUNCTION search_scratch.run AS IMPLICIT",
    "CREATE TABLE search_scratch.steps (id search_scratch.told, status text)",
]
HANG = (
    "CREATE TRIGGER hung AFTER INSERT ON search_scratch.{table} FOR EACH ROW"
    " EXECUTE FUNCTION public.{name}()"
)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def asked(db: str, statement: str) -> list[tuple[str, ...]]:
    with closing(superuser(db)) as root:
        return root.execute(statement).fetchall()


def of_an_older_house(db: str) -> None:
    """What any function gives to everybody where nothing is said of it."""
    with closing(databases.owner_connection(db)) as owner:
        for signature, _name in owner.execute(FUNCTIONS).fetchall():
            owner.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO PUBLIC")


def test_none_is_hung_on_a_table_of_the_applications(db):
    names = [name for _signature, name in asked(db, FUNCTIONS)]
    assert len(names) > 40
    execute("CREATE TABLE search_scratch.users_user_groups (LIKE public.users_user_groups)")
    for name in names:
        with pytest.raises(DatabaseError, match="permission denied for function"):
            execute(HANG.format(table="users_user_groups", name=name))


def test_no_login_may_call_one(db):
    assert asked(db, CALLABLE) == []


def test_code_of_the_application_never_runs_as_the_owner(db):
    execute(*CAST)
    with pytest.raises(DatabaseError, match="permission denied for function"):
        execute(HANG.format(table="steps", name="signoff_note_end"))
    execute(
        "INSERT INTO search_scratch.steps VALUES"
        " (row('CREATE TABLE public.mine ()')::search_scratch.told, 'approved')"
    )
    assert asked(db, "SELECT 1 FROM pg_class WHERE relname = 'mine'") == []


@pytest.mark.parametrize("command", ["migrate", "database_prepare"])
def test_what_an_older_house_let_somebody_hang_is_taken_down(db, command):
    of_an_older_house(db)
    execute(*CAST, HANG.format(table="steps", name="signoff_note_end"))
    # The leak itself: the words of the row are carried out by the owner.
    with pytest.raises(DatabaseError, match="as helsekilde_owner"), transaction.atomic():
        execute(
            "INSERT INTO search_scratch.steps VALUES"
            " (row('DO $x$ BEGIN RAISE ''as %'', current_user; END $x$')::search_scratch.told, 'x')"
        )
    if command == "migrate":
        with as_owner():
            call_command("migrate", interactive=False, verbosity=0)
    else:
        call_command("database_prepare", verbosity=0)
    assert asked(db, CALLABLE) == []
    assert asked(db, "SELECT to_regclass('search_scratch.steps')::text") == [(None,)]
    execute("CREATE TABLE search_scratch.steps (id bigint, status text)")
    with pytest.raises(DatabaseError, match="permission denied for function"):
        execute(HANG.format(table="steps", name="signoff_note_end"))


# What a trigger may hang on; the one that comes first may be the whole of the next.
HUNG_ON = {
    "view": [
        "CREATE VIEW search_scratch.steps AS SELECT 1::bigint AS id, 'x'::text AS status",
        "CREATE TRIGGER hung INSTEAD OF INSERT ON search_scratch.steps FOR EACH ROW"
        " EXECUTE FUNCTION public.signoff_note_end()",
    ],
    "partitions": [
        "CREATE TABLE search_scratch.a (id bigint, status text) PARTITION BY LIST (id)",
        "CREATE TABLE search_scratch.steps PARTITION OF search_scratch.a FOR VALUES IN (1)",
        HANG.format(table="a", name="signoff_note_end"),
    ],
    "heirs": [
        "CREATE TABLE search_scratch.a (id bigint, status text)",
        "CREATE TABLE search_scratch.steps () INHERITS (search_scratch.a)",
        HANG.format(table="a", name="signoff_note_end"),
        HANG.format(table="steps", name="signoff_note_end"),
    ],
    "quoted": [
        'CREATE TABLE search_scratch."a ""b; c" (id bigint, status text)',
        HANG.format(table='"a ""b; c"', name="signoff_note_end"),
    ],
}
HANGING = """
SELECT count(*)::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'search_scratch'::regnamespace AND NOT t.tgisinternal
"""


@pytest.mark.parametrize("what", HUNG_ON)
def test_whatever_it_was_hung_on_is_taken_down(db, what):
    of_an_older_house(db)
    execute(*HUNG_ON[what])
    call_command("database_prepare", verbosity=0)
    assert asked(db, HANGING) == [("0",)]


def test_what_a_session_has_hung_on_a_table_of_its_own_is_told_until_it_ends(db):
    of_an_older_house(db)
    with closing(superuser(db)) as root:
        root.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO helsekilde_app").format(
            sql.Identifier(db)))  # fmt: skip
    host = connection.settings_dict["HOST"]
    with psycopg.connect(host=host, user=ROLE_APPLICATION, dbname=db, autocommit=True) as other:
        other.execute("CREATE TEMP TABLE steps (id bigint, status text)")
        hang = HANG.format(table="steps", name="signoff_note_end")
        other.execute(hang.replace("search_scratch.", ""))
        with pytest.raises(CommandError, match=r" on pg_temp_\d+\.steps \(helsekilde_app\), and"):
            call_command("database_prepare", verbosity=0)
    call_command("database_prepare", verbosity=0)


def test_the_public_login_makes_nothing_at_all(db):
    with connections["public"].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        for statement in (CAST[0], CAST[3].replace("search_scratch.told", "text")):
            with pytest.raises((DatabaseError, psycopg.Error), match="permission denied"):
                cursor.execute(statement)
