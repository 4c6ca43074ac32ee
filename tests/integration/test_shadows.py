"""A table of the caller's own can not stand in for one that the gate reads."""

import asyncio
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from wagtail.models import Page

from cms.database.shadows import READ_ONLY, STOPPING
from cms.worker.sessions import queue_session_bind
from content_models.publishing import Candidate
from editorial.editions.append import Draft, append
from tests.factories.pages import draft
from tests.relations import read_by_functions, temporary_allowed


def functions() -> list[tuple[str, str, list[str]]]:
    """Signature, language and settings of every function whose body is read when it is called.

    One that was written with RETURN is bound to its tables when it is made.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text, l.lanname, coalesce(p.proconfig, '{}')"
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
        for signature, _language, config in found
        if "search_path=pg_catalog, public, pg_temp" not in config
    ]
    assert len(found) > 30
    assert loose == []


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


@pytest.fixture
def shadowing(db):
    """The application has made a clock two days ahead and a table, and looks there first."""
    role, ahead = connection.settings_dict["USER"], "now() + interval '2 days'"
    login = f'ALTER ROLE "{role}" IN DATABASE "{db}"'
    with connection.cursor() as cursor:
        for statement in (
            f"CREATE FUNCTION search_scratch.helsekilde_now() RETURNS timestamptz RETURN {ahead}",
            "CREATE TABLE search_scratch.editions_edition (LIKE public.editions_edition)",
            f"{login} SET search_path = search_scratch, public",
            f"{login} SET default_transaction_isolation = serializable",
            f"{login} SET default_transaction_read_only = on",
            *(f"{login} SET {name} = {9000 if 'time' in name else 'on'}" for name in stopping()),
        ):
            cursor.execute(statement)
    connections.close_all()
    with psycopg.connect(**_parameters("default")) as raw:
        row = raw.execute(f"SELECT helsekilde_now() = {ahead}").fetchone()
    assert row == (True,)  # what a session sees that is not ours


def stopping() -> list[str]:
    """The settings of that kind which this server has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s)", [list(STOPPING)])
        return [name for (name,) in cursor.fetchall()]


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


@pytest.mark.usefixtures("shadowing")
def test_nothing_that_a_role_set_for_itself_ends_a_withdrawal(db):
    names = [*stopping(), READ_ONLY]
    assert len(names) > 5
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting <> boot_val", [names]
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "UPDATE users_user SET is_active = true WHERE false"
        )  # refused where read only


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
        async with await psycopg.AsyncConnection.connect(**_parameters("default")) as raw:
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
