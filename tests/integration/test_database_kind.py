"""`database_prepare` gives a database its kind: a new one at once, an older one when told."""

from contextlib import closing
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg import sql

from cms.demo.accounts import people_write
from cms.imports.accounts import importer
from cms.installation.folders import folder_kind
from cms.installation.kinds import DEMO, PRODUCTION, TEST
from editorial.people import groups
from tests import databases
from tests.factories import people
from tests.factories.pages import draft
from tests.kinds import become, rows


def kind_of(name: str) -> str:
    with closing(databases.owner_connection(name)) as connection:
        return connection.execute("SELECT kind FROM installation_installation").fetchone()[0]


@pytest.fixture
def under(settings, tmp_path):
    """Work under the settings of a kind, with a data folder of its own."""

    def choose(kind: str) -> None:
        connections.close_all()
        settings.INSTALLATION_KIND = kind
        settings.DEMONSTRATION = kind != PRODUCTION
        settings.DATA_DIR = tmp_path / "data"

    yield choose
    connections.close_all()


@pytest.fixture
def older(db):
    """A database of an earlier release, with whatever the test puts into it before."""

    def make() -> str:
        become(db, "")
        return db

    return make


def prepare(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("database_prepare", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(name: str, *arguments: str) -> str:
    before = rows(name)
    with pytest.raises(CommandError) as said:
        prepare(*arguments)
    assert rows(name) == before
    return str(said.value)


@pytest.fixture
def empty(django_db_setup, django_db_blocker):
    """A new database with nothing in it; every alias points there."""
    name = f"{databases.CLONES}{databases.os.getpid()}_empty"
    shown = sql.Identifier(name)
    with django_db_blocker.unblock():
        with closing(databases.owner_connection()) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(shown))
        databases.point_at(name)
        ContentType.objects.clear_cache()
        yield name
        # Its kinds of page have other numbers than the clones'.
        ContentType.objects.clear_cache()
        databases.point_at(databases.NOWHERE)
        databases.clone_drop(name)


def test_a_new_database_gets_the_kind_of_the_settings(empty, under, settings):
    under(PRODUCTION)
    assert prepare() == ("The database is migrated and every role has its rights.\n", "")
    assert kind_of(empty) == PRODUCTION
    assert folder_kind(settings.DATA_DIR) == PRODUCTION


def test_another_programs_database_is_left_alone(empty, under):
    with closing(databases.owner_connection(empty)) as connection:
        connection.execute(
            "CREATE TABLE invoices (id int); CREATE TABLE django_migrations (id int)"
        )
    for kind in (PRODUCTION, DEMO):
        under(kind)
        assert refused(empty) == (
            "It holds tables of another program (invoices): Helsekilde needs a database of its own."
        )


def test_production_names_the_kind_of_an_older_database_and_it_goes_on_until_then(older, under):
    people.user("ola", groups.AUTHORS)
    importer()
    name = older()
    under(PRODUCTION)
    out, err = prepare()
    assert out == "The database is migrated and every role has its rights.\n"
    assert err == (
        "This database has no kind yet: nothing keeps the demonstration and the tests out of it. "
        "Run `manage.py database_prepare --kind production`.\n"
    )
    assert prepare("--kind", PRODUCTION)[1] == ""
    assert kind_of(name) == PRODUCTION
    assert prepare("--kind", PRODUCTION)[1] == ""
    assert prepare()[1] == ""


def test_an_older_demonstration_becomes_one_by_itself(older, under):
    people_write()
    importer()
    name = older()
    under(DEMO)
    assert prepare()[1] == ""
    assert kind_of(name) == DEMO


@pytest.mark.parametrize("arguments", [(), ("--kind", DEMO)])
def test_a_database_with_people_in_it_does_not_become_a_demonstration(older, under, arguments):
    people_write()
    people.user("ola", groups.AUTHORS)
    name = older()
    under(DEMO)
    assert "holds accounts that are not the demonstration's (ola)" in refused(name, *arguments)


def test_a_demonstration_is_not_promoted(older, under, house, published):
    from cms.demo.reading import articles, content_id

    people_write()
    page = draft(author=house["author"], slug="en", title="En")
    page.translation_key = content_id(articles()[0]["group"])
    page.save()
    name = older()
    under(PRODUCTION)
    assert refused(name, "--kind", PRODUCTION) == (
        "It holds accounts of the demonstration, whose password everybody knows: admin, forfatter, "
        "lege, sjef, sykepleier and 1 more. It holds credentials of the demonstration's invented "
        "register (2). It holds texts of the demonstration (1)."
    )


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (PRODUCTION, (PRODUCTION, DEMO), "It is a production database: a kind is given once"),
        (PRODUCTION, (PRODUCTION, DEMO), "--kind demo: these are production settings"),
        (TEST, (TEST, PRODUCTION), "It is a test database: a kind is given once"),
        (PRODUCTION, (DEMO, DEMO), "This is a production database"),
        (PRODUCTION, (DEMO, PRODUCTION), "This is a production database"),
        (DEMO, (PRODUCTION, PRODUCTION), "This is a demo database"),
    ],
)
def test_a_kind_is_given_once_and_under_its_own_settings(db, under, kind, given, said):
    ours, wanted = given
    become(db, kind)
    under(ours)
    assert said in refused(db, "--kind", wanted)


def test_a_kind_that_there_is_not_is_refused(db):
    with pytest.raises(CommandError, match="invalid choice: 'staging'"):
        prepare("--kind", "staging")


def test_a_copy_that_came_without_any_rights_is_prepared(older, under):
    """As `pg_restore --no-privileges` leaves it: not even the kind can be read."""
    people.user("ola", groups.AUTHORS)
    name = older()
    under(PRODUCTION)
    prepare("--kind", PRODUCTION)
    with closing(databases.owner_connection(name)) as owner:
        owner.execute(
            "REVOKE ALL ON ALL TABLES IN SCHEMA public"
            " FROM helsekilde_app, helsekilde_public, PUBLIC"
        )
    prepare()
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editions_publicdocument")
        assert cursor.fetchone() == (0,)


def test_a_folder_that_cannot_be_marked_is_told_of(db, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.DATA_DIR = tmp_path / "file" / "data"
    _out, err = prepare()
    assert err == (
        f"{settings.DATA_DIR} could not be marked as test (Not a directory), so a demonstration "
        "could take it for its own.\n"
    )
