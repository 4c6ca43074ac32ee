"""`database_prepare` does nothing with logins that could get round the gate, and says why."""

from contextlib import ExitStack, closing

import pytest
from django.contrib.postgres import signals
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg import sql

from cms.database.embedded import ROLE_APPLICATION, ROLE_OWNER, ROLE_PUBLIC
from cms.settings.database import other_name_reason
from cms.settings.env import Env
from tests import databases
from tests.kinds import rows
from tests.roles import role, superuser

RIGHTS = """
SELECT relname, relacl::text, relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""


@pytest.fixture
def logins(db, settings):
    """Log in as other roles: `application`, `public` and `owner`, by name or by what they are."""
    kept = {alias: connections[alias].settings_dict for alias in ("default", "public")}
    with ExitStack() as stack:

        def choose(**chosen):
            names = {}
            for place, wanted in chosen.items():
                name = (
                    wanted if isinstance(wanted, str) else stack.enter_context(role(db, **wanted))
                )
                names[place] = name
                if place == "owner":
                    settings.DATABASE_OWNER = {**settings.DATABASE_OWNER, "USER": name}
                else:
                    alias = {"application": "default"}.get(place, place)
                    connections[alias].close()
                    connections[alias].settings_dict = {**kept[alias], "USER": name}
            return names

        yield choose
        for alias, settings_dict in kept.items():
            connections[alias].close()
            connections[alias].settings_dict = settings_dict


def state(db):
    with closing(superuser(db)) as connection:
        return rows(db), sorted(connection.execute(RIGHTS).fetchall())


def refusal(db) -> str:
    """What the command says; it has changed nothing."""
    before = state(db)
    with pytest.raises(CommandError) as refused:
        call_command("database_prepare", verbosity=0)
    assert state(db) == before
    return str(refused.value)


def test_the_roles_of_the_house_are_fit(db):
    before = state(db)
    call_command("database_prepare", verbosity=0)
    assert state(db)[1] == before[1]


def test_the_application_is_not_the_owner(db, logins):
    logins(application=ROLE_OWNER)
    assert (
        "DATABASE_URL and DATABASE_OWNER_URL log in as the same role, helsekilde_owner: an owner "
        "can switch the gate's triggers off."
    ) in refusal(db)


def test_the_public_reader_is_not_the_application(db, logins):
    logins(public=ROLE_APPLICATION)
    assert refusal(db) == (
        "DATABASE_PUBLIC_URL and DATABASE_URL log in as the same role, helsekilde_app: the public "
        "would read drafts."
    )


def test_the_public_reader_is_not_the_owner(db, logins):
    logins(public=ROLE_OWNER)
    assert (
        "DATABASE_PUBLIC_URL and DATABASE_OWNER_URL log in as the same role, helsekilde_owner: "
        "the public could write everything."
    ) in refusal(db)


@pytest.mark.parametrize("place", ["application", "public", "owner"])
@pytest.mark.parametrize(
    ("attribute", "what"),
    [
        ("SUPERUSER", "is a superuser"), ("BYPASSRLS", "has BYPASSRLS"),
        ("CREATEROLE", "has CREATEROLE"), ("REPLICATION", "has REPLICATION"),
    ],
)  # fmt: skip
def test_no_login_has_powers_over_the_server(db, logins, place, attribute, what):
    names = logins(**{place: {"attributes": attribute}})
    assert f"{names[place]} (" in refusal(db)
    assert f") {what}: `ALTER ROLE` takes it away." in refusal(db)


@pytest.mark.parametrize("place", ["application", "public"])
def test_nor_may_it_become_somebody_who_has(db, logins, place):
    with role(db, attributes="SUPERUSER") as mighty, role(db, member_of=(mighty,)) as between:
        logins(**{place: {"member_of": (between,)}})
        assert f"is a member of {mighty}, which is a superuser." in refusal(db)


@pytest.mark.parametrize("attributes", ["", "NOINHERIT"])
@pytest.mark.parametrize("place", ["application", "public"])
def test_nor_the_owner(db, logins, place, attributes):
    names = logins(**{place: {"member_of": (ROLE_OWNER,), "attributes": attributes}})
    assert f"{names[place]} (" in refusal(db)
    assert ") is a member of helsekilde_owner, the owner." in refusal(db)


@pytest.mark.parametrize(
    ("place", "other", "what"),
    [
        ("application", "pg_write_all_data", "is a member of pg_write_all_data."),
        ("public", "pg_write_all_data", "is a member of pg_write_all_data."),
        ("application", "pg_execute_server_program", "is a member of pg_execute_server_program."),
        ("public", "pg_read_all_data", "is a member of pg_read_all_data: it would read drafts."),
        ("public", ROLE_APPLICATION, "is a member of helsekilde_app: it would read drafts."),
    ],
)
def test_nor_a_role_that_reaches_round_rights(db, logins, place, other, what):
    logins(**{place: {"member_of": (other,)}})
    assert what in refusal(db)


def test_triggers_are_not_for_the_application_to_switch_off(db, logins):
    names = logins(application={})
    with closing(superuser(db)) as connection:
        connection.execute(
            sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(
                sql.Identifier(names["application"])
            )
        )
    assert "may switch triggers off by session_replication_role." in refusal(db)


def test_a_role_that_acts_as_another_is_seen_through(db, logins):
    logins(application={"member_of": (ROLE_OWNER,)})
    connections["default"].settings_dict = {
        **connections["default"].settings_dict, "OPTIONS": {"assume_role": ROLE_OWNER},
    }  # fmt: skip
    assert "acts as helsekilde_owner: log in as the role itself." in refusal(db)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("ALTER TABLE taggit_tag OWNER TO {}", "owns taggit_tag"),
        ("ALTER FUNCTION editions_check_live() OWNER TO {}", "owns editions_check_live()"),
        ("ALTER SCHEMA public OWNER TO {}", "owns the schema public"),
    ],
)
def test_the_application_owns_nothing(db, logins, statement, what):
    names = logins(application={})
    with closing(superuser(db)) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(names["application"])))
    said = refusal(db)
    assert f"{names['application']} (DATABASE_URL) {what}" in said
    assert f"`REASSIGN OWNED BY {names['application']} TO helsekilde_owner`" in said


def test_the_owner_owns_what_it_is_to_migrate(db, logins):
    with role(db) as other, closing(superuser(db)) as connection:
        connection.execute(
            sql.SQL("ALTER TABLE taggit_tag OWNER TO {}").format(sql.Identifier(other))
        )
        assert "(DATABASE_OWNER_URL) does not own taggit_tag" in refusal(db)
        connection.execute("ALTER TABLE taggit_tag OWNER TO helsekilde_owner")


def test_three_addresses_lead_to_one_database(db):
    other = databases.clone_create()
    public = connections["public"]
    public.close()
    kept, public.settings_dict = public.settings_dict, {**public.settings_dict, "NAME": other}
    try:
        assert refusal(db) == (
            "The three addresses do not lead to the same database on the same server "
            f"(DATABASE_URL: {db}, DATABASE_PUBLIC_URL: {other}, DATABASE_OWNER_URL: {db})."
        )
    finally:
        public.close()
        public.settings_dict = kept
        databases.clone_drop(other)


def test_a_login_that_nobody_has_is_named(db, logins):
    logins(public="helsekilde_nobody")
    said = refusal(db)
    assert said.startswith("DATABASE_PUBLIC_URL cannot be used: ")
    assert "helsekilde_nobody" in said
    assert "\n" not in said


def test_an_application_that_cannot_log_in_is_the_only_one_blamed(db, logins):
    # Django asks each new connection for its types, by the alias, once for each process.
    for ask in (signals.get_hstore_oids, signals.get_citext_oids):
        ask.cache_clear()
    logins(application="helsekilde_nobody")
    said = refusal(db)
    assert said.startswith("DATABASE_URL cannot be used: ")
    assert said.count("cannot be used") == said.count("helsekilde_nobody") == 1


def test_swapped_addresses_are_asked_about_before_anything_is_given_away(db, logins):
    logins(application=ROLE_OWNER, owner=ROLE_APPLICATION)
    said = refusal(db)
    assert "do DATABASE_URL and DATABASE_OWNER_URL stand in each other's place?" in said
    assert (
        f"{ROLE_APPLICATION} owns nothing here. Only if {ROLE_APPLICATION} is meant to be" in said
    )


def test_every_reason_is_said_at_once(db, logins):
    names = logins(
        application={"attributes": "BYPASSRLS CREATEROLE"},
        public={"member_of": ("pg_read_all_data",)},
    )
    assert refusal(db) == (
        f"{names['application']} (DATABASE_URL) has BYPASSRLS and has CREATEROLE: `ALTER ROLE` "
        f"takes it away. {names['public']} (DATABASE_PUBLIC_URL) is a member of pg_read_all_data: "
        "it would read drafts."
    )


def test_an_owner_of_another_database_is_not_meant():
    def reason(owner: str) -> str:
        return other_name_reason(
            Env(database_url="postgresql://app@db/house", database_owner_url=owner)
        )

    assert reason("postgresql://owner@db/house?sslmode=require") == ""
    assert reason("") == ""
    assert reason("postgresql://owner@db/shed") == (
        "DATABASE_OWNER_URL names the database shed, DATABASE_URL names house."
    )


def test_the_embedded_roles_are_three():
    assert len({ROLE_OWNER, ROLE_APPLICATION, ROLE_PUBLIC}) == 3
