"""A table of the caller's own can not stand in for one that the gate reads."""

import asyncio
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from wagtail.models import Page

from cms.database.entry import EnteredConnection
from cms.database.owner import as_owner
from cms.database.shadows import SPOKEN
from cms.worker.sessions import queue_session_bind
from content_models.publishing import Candidate
from editorial.editions.append import Draft, append
from editorial.editions.models import LogEntry
from editorial.editions.services import item_withdraw
from tests.factories.pages import draft
from tests.relations import read_by_functions, temporary_allowed


def functions() -> list[tuple[str, str, list[str]]]:
    """Signature, body and settings of every function whose body is read when it is called.

    One that was written with RETURN is bound to its tables when it is made.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text, p.prosrc,"
            " ARRAY(SELECT unnest(p.proconfig) ORDER BY 1)"
            " FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
            " LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'"
            " WHERE p.pronamespace = 'public'::regnamespace AND d.objid IS NULL"
            "   AND p.prosqlbody IS NULL ORDER BY 1"
        )
        return cursor.fetchall()


def test_every_function_looks_for_its_tables_in_the_same_places(db):
    found = functions()
    loose = [
        (signature, config)
        for signature, _body, config in found
        if "search_path=pg_catalog, public, pg_temp" not in config
    ]
    assert len(found) > 30
    assert loose == []


def test_every_function_with_a_backslash_is_read_in_one_way(db):
    """Where strings do not conform, a session reads it as the beginning of something else."""
    escaping = [(name, config) for name, body, config in functions() if "\\" in body]
    assert len(escaping) > 3
    assert [
        name for name, config in escaping if "standard_conforming_strings=on" not in config
    ] == []


def test_a_migration_alone_pins_what_an_older_one_made(db):
    """As in a house in the middle of its upgrade: nothing is granted or taken away yet."""
    whole = functions()
    ours = [row[0] for row in whole if "procrastinate_" not in row[0]]
    with as_owner() as owner:
        with owner.cursor() as cursor:
            for number, signature in enumerate(ours):
                path = "RESET search_path" if number % 2 else "SET search_path = pg_catalog, public"
                cursor.execute(f"ALTER FUNCTION {signature} {path}")
        assert len(ours) > 30
        assert all(row not in whole for row in functions() if "procrastinate_" not in row[0])
        call_command("migrate", interactive=False, verbosity=0)
    assert functions() == whole


@pytest.mark.parametrize("alias", ["default", "public"])
def test_no_login_makes_a_temporary_table(db, alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        with pytest.raises(DatabaseError, match="permission denied to create temporary tables"):
            cursor.execute("CREATE TEMP TABLE x (y int)")


def edition_forge(page: Any, *, shadowed: str) -> None:
    """Publish an unsigned draft by hand, with a table of the caller's own before the real one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {shadowed} (LIKE public.{shadowed} INCLUDING ALL)")
        cursor.execute(f"GRANT ALL ON pg_temp.{shadowed} TO PUBLIC")
        if shadowed == "content_models_riskclass":
            cursor.execute(
                "INSERT INTO pg_temp.content_models_riskclass SELECT code, months, 0 "
                "FROM public.content_models_riskclass"
            )
        cursor.execute(
            "UPDATE public.wagtailcore_page SET live = true, live_revision_id = latest_revision_id"
            " WHERE id = %s",
            [page.pk],
        )
        now = timezone.now()
        append(
            Draft(
                content_id=page.translation_key, lang="nb", number=1, action="published",
                severity="minor", status="current", kind=page.document_type,
                risk_class=page.risk_class, path=page.public_path, page_id=page.pk,
                revision_id=page.latest_revision_id, article=Candidate(page).article,
                editorial={}, signoffs=(), published_at=now,
                first_published_at=now, last_clinical_change=now, last_reviewed=now.date(),
                next_review_due=now.date(), public_until=None,
            )
        )  # fmt: skip
        if shadowed == "editions_edition":
            cursor.execute(
                "INSERT INTO public.editions_edition SELECT * FROM pg_temp.editions_edition"
            )


def test_the_gate_reads_its_own_tables_whatever_the_caller_calls_a_table(db, house):
    page = draft(author=house["author"])
    names = read_by_functions()
    assert {"content_models_riskclass", "signoff_signoff", "editions_edition"} <= set(names)
    temporary_allowed()
    for name in names:
        with pytest.raises(DatabaseError, match=r"Not signed|permission denied|edition"):
            edition_forge(page, shadowed=name)
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editions_publicdocument")
        assert cursor.fetchone() == (0,)
    assert not Page.objects.get(pk=page.pk).live


# What has no other value by rule, and what it would be like.
WORDS = {
    "DateStyle": "SQL, DMY", "TimeZone": "Pacific/Kiritimati", "client_encoding": "LATIN1",
    "restrict_nonsystem_relation_kind": "view", "plpgsql.extra_errors": "all",
    "search_path": "search_scratch, public",
}  # fmt: skip


def others() -> dict[str, str]:
    """Every setting that a login may give itself, with another value than it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, vartype, setting, boot_val, min_val, max_val, enumvals"
            " FROM pg_settings WHERE context = 'user'"
        )
        rows = cursor.fetchall()
    found = {}
    for name, kind, now, boot, least, most, words in rows:
        if kind == "bool":
            found[name] = "off" if now == "on" else "on"
        elif kind == "enum":
            found[name] = next((word for word in words if word not in (now, boot)), now)
        elif name.endswith("_timeout"):
            found[name] = "9000"
        elif kind in ("integer", "real"):
            found[name] = least if least not in (now, boot) else most
    known = {name for name, *_rest in rows} | {"plpgsql.extra_errors"}
    return found | {name: value for name, value in WORDS.items() if name in known}


def given_itself() -> dict[str, str]:
    """What the server lets the application set for all its later sessions, set."""
    role, database = connection.settings_dict["USER"], connection.settings_dict["NAME"]
    taken = {}
    with connection.cursor() as cursor:
        for name, value in others().items():
            said = f"'{value}'" if name != "search_path" else value
            try:
                cursor.execute(f'ALTER ROLE "{role}" IN DATABASE "{database}" SET {name} = {said}')
            except DatabaseError:
                continue
            taken[name] = value
    connections.close_all()
    return taken


@pytest.fixture
def shadowing(db):
    """The application has made a clock two days ahead and a table, and looks there first.

    It has given itself another value of every setting that it may.
    """
    ahead = "now() + interval '2 days'"
    with connection.cursor() as cursor:
        for statement in (
            f"CREATE FUNCTION search_scratch.helsekilde_now() RETURNS timestamptz RETURN {ahead}",
            "CREATE TABLE search_scratch.editions_edition (LIKE public.editions_edition)",
        ):
            cursor.execute(statement)
    given = given_itself()
    with psycopg.connect(**_parameters("default")) as raw:
        row = raw.execute(f"SELECT helsekilde_now() = {ahead}").fetchone()
        assert row == (True,)  # what a session sees that is not ours
        own = raw.execute("SELECT name FROM pg_settings WHERE source = 'database user'").fetchall()
    assert {"standard_conforming_strings", "statement_timeout"} <= {name for (name,) in own}
    return given


def _parameters(alias: str) -> dict[str, Any]:
    known = ("host", "port", "user", "password", "dbname")
    found = connections[alias].get_connection_params()
    return {name: found[name] for name in known if name in found}


@pytest.mark.usefixtures("shadowing")
def test_no_session_of_ours_looks_into_a_scratch_schema(db):
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SELECT helsekilde_now() = now(), 'editions_edition'::regclass::oid")
            is_true, table = cursor.fetchone()
            cursor.execute(
                "SELECT 'public.editions_edition'::regclass::oid, current_schemas(false)"
            )
            assert (is_true, cursor.fetchone()) == (True, (table, ["public"]))
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
        connection.close()
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_schemas(false)")
        assert cursor.fetchone() == (["public"],)


def test_nothing_that_a_role_set_for_itself_holds_in_a_session_of_ours(shadowing):
    assert len(shadowing) > 90
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE source IN ('user', 'database user')")
        assert cursor.fetchall() == []
        for name, value in SPOKEN.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)


def test_a_text_is_published_and_withdrawn_whatever_the_role_set_for_itself(house, published):
    page = draft(author=house["author"])
    given_itself()
    published(page)
    item_withdraw(content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={})
    actions = LogEntry.objects.order_by("seq").values_list("edition__action", flat=True)
    assert list(actions) == ["published", "withdrawn"]
    connections.close_all()


def test_the_public_login_stays_read_only_and_keeps_what_the_server_says(db):
    role = connections["public"].settings_dict["USER"]
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('default_transaction_read_only')")
        assert cursor.fetchone() == (role, "on")
    connection.settings_dict["OPTIONS"]["options"] = "-c statement_timeout=54321"
    connection.close()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("54321ms",)
    finally:
        del connection.settings_dict["OPTIONS"]["options"]
        connection.close()


@pytest.mark.usefixtures("shadowing")
def test_nor_does_one_of_the_queue(db):
    async def asked() -> Any:
        async with await EnteredConnection.connect(**_parameters("default")) as raw:
            await queue_session_bind(raw)
            cursor = await raw.execute("SELECT helsekilde_now() = now(), current_schemas(false)")
            return await cursor.fetchone()

    assert asyncio.run(asked()) == (True, ["public"])


@pytest.mark.usefixtures("shadowing")
def test_an_address_that_says_where_to_look_changes_nothing(db):
    connection.settings_dict["OPTIONS"]["options"] = "-c search_path=search_scratch"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT helsekilde_now() = now(), current_schemas(false)")
            assert cursor.fetchone() == (True, ["public"])
    finally:
        del connection.settings_dict["OPTIONS"]["options"]
        connection.close()
