"""A login keeps itself out by nothing that it may set for its later sessions."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from procrastinate.contrib.django.utils import connector_params

from cms.database import entry
from cms.database.entry import AT_ONCE_SECONDS, SINCE_17, UNHARMED, EnteredConnection, entered
from cms.database.own_settings import is_read_only, read_only_ensure, set_for_itself, take_back
from cms.database.owner import as_owner
from cms.health.logins import logins
from editorial.editions.models import WithdrawalWish
from editorial.editions.services import item_withdraw
from tests.roles import role, superuser

MISSING = "nothing_of_this_name"
# What ends a connection, or its first statement; a library that is not there by itself already.
BREAKING = {
    "local_preload_libraries": MISSING,
    "statement_timeout": "1",
    "transaction_timeout": "1",
    "idle_session_timeout": "1",
    "idle_in_transaction_session_timeout": "1",
    "lock_timeout": "1",
    "exit_on_error": "on",
    "tcp_user_timeout": "1",
    "client_connection_check_interval": "1",
    "default_transaction_read_only": "on",
    "search_path": "search_scratch, pg_catalog",
    "row_security": "off",
}


@contextmanager
def own(alias: str = "default", **values: str) -> Iterator[None]:
    """The role of an alias, or the owner, has set these for itself, in this test's database."""
    database = connection.settings_dict["NAME"]
    logins = {name: connections[name].settings_dict for name in ("default", "public")}
    role = (logins | {"owner": settings.DATABASE_OWNER})[alias]["USER"]
    with closing(superuser(database)) as administrator:
        for name, value in values.items():
            said = value if name == "search_path" else f"'{value}'"
            administrator.execute(
                f'ALTER ROLE "{role}" IN DATABASE "{database}" SET {name} = {said}'
            )
        connections.close_all()
        try:
            yield
        finally:
            connections.close_all()
            administrator.execute(f'ALTER ROLE "{role}" IN DATABASE "{database}" RESET ALL')


def known() -> dict[str, list[str]]:
    """Each parameter that a login may set, with values that are not its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, vartype, boot_val, min_val, max_val, enumvals FROM pg_settings"
            " WHERE context = 'user'"
        )
        rows = cursor.fetchall()
    found = {}
    for name, kind, boot, least, most, words in rows:
        if kind == "bool":
            values = ["on", "off"]
        elif kind == "enum":
            values = [words[0], words[-1]]
        elif kind in ("integer", "real"):
            values = [least, most, "1"]
        else:
            values = [BREAKING.get(name, MISSING)]
        found[name] = [value for value in values if value != boot]
    return found


def raw(alias: str = "default", **otherwise: Any) -> Any:
    login = settings.DATABASES[alias]
    place = {
        "host": login["HOST"], "user": login["USER"], "dbname": connection.settings_dict["NAME"],
    }  # fmt: skip
    return psycopg.connect(**{**place, **otherwise}, autocommit=True)


# With all three the first statement waits until no serializable transaction is open that may write.
WAITING = {
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "default_transaction_deferrable": "on",
}


@contextmanager
def in_the_way(alias: str = "default") -> Iterator[None]:
    """A login of the house idles, serializable, and holds the server's list of settings.

    Where a session waits for it, the database ends that: the test fails and does not hang.
    """
    database = connection.settings_dict["NAME"]
    with closing(superuser(database)) as administrator, closing(raw(alias)) as idle:
        administrator.execute(f'ALTER DATABASE "{database}" SET statement_timeout = 20000')
        idle.execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE")
        idle.execute("SELECT count(*) FROM pg_catalog.pg_class")
        idle.execute("LOCK TABLE pg_catalog.pg_settings IN ACCESS EXCLUSIVE MODE")
        connections.close_all()
        yield


def test_a_session_of_ours_begins_whatever_one_parameter_the_role_has_set(db):
    """Each by itself, as the role itself sets it: what the server refuses, it cannot set."""
    role, refused, tried = connection.settings_dict["USER"], [], 0
    with closing(raw()) as itself, closing(superuser(db)) as administrator:
        for name, values in known().items():
            for value in values:
                said = value if name == "search_path" else f"'{value}'"
                where = f'ALTER ROLE "{role}" IN DATABASE "{db}"'
                try:
                    itself.execute(f"{where} SET {name} = {said}")
                except psycopg.Error:
                    refused.append(name)
                    continue
                tried += 1
                connection.close()
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT name FROM pg_settings WHERE source IN ('user', 'database user')"
                    )
                    assert (name, value, cursor.fetchall()) == (name, value, [])
                    cursor.execute("SHOW transaction_read_only")
                    assert (name, cursor.fetchone()) == (name, ("off",))
                administrator.execute(f"{where} RESET ALL")
    assert tried > 150
    assert "local_preload_libraries" not in refused
    assert "statement_timeout" not in refused


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("name", BREAKING)
def test_a_text_is_withdrawn_whatever_the_role_has_set_for_itself(house, live, name):
    if name not in known():
        assert name == SINCE_17  # PostgreSQL 15 and 16
        return
    browser = Client()
    browser.force_login(house["duty"])
    said = {"reason": "unsafe", "languages": ["nb"], "shown": "nb"}
    with own(**{name: BREAKING[name]}):
        assert browser.post(f"/admin/pages/{live.pk}/withdraw/", said).status_code == 302
        connections.close_all()
        assert WithdrawalWish.objects.count() == 1
        assert Client().get(f"/nb/{live.public_path}").status_code == 410


def test_a_shell_a_worker_and_the_public_are_let_in_with_all_at_once(house, live):
    all_of_it = {name: value for name, value in BREAKING.items() if name in known()}

    async def asked() -> Any:
        async with await EnteredConnection.connect(**connector_params("default")) as queue:
            await asyncio.sleep(0.05)
            cursor = await queue.execute("SHOW statement_timeout")
            return await cursor.fetchone()

    with own(**all_of_it), own("public", local_preload_libraries=MISSING, statement_timeout="1"):
        assert asyncio.run(asked()) == ("0",)
        (stopped,) = item_withdraw(
            content_id=live.translation_key, actor=house["duty"], reason="unsafe", notices={}
        )
        assert stopped.was_public
        assert Client().get(f"/nb/{live.public_path}").status_code == 410


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("holder", ["default", "public"])
def test_no_session_of_ours_waits_for_one_that_idles(house, live, holder):
    """Whatever its role has set: web, worker, owner and the public's reading begin at once."""

    async def asked() -> Any:
        async with await EnteredConnection.connect(**connector_params("default")) as queue:
            cursor = await queue.execute("SHOW default_transaction_isolation")
            return await cursor.fetchone()

    browser = Client()
    browser.force_login(house["duty"])
    said = {"reason": "unsafe", "languages": ["nb"], "shown": "nb"}
    with (
        in_the_way(holder),
        own(**WAITING),
        own("public", **WAITING),
        own("owner", **WAITING),
    ):
        assert asyncio.run(asked()) == ("read committed",)
        with as_owner() as owner, owner.cursor() as cursor:
            cursor.execute("SHOW default_transaction_deferrable")
            assert cursor.fetchone() == ("off",)
        assert Client().get(f"/nb/{live.public_path}").status_code == 200
        assert browser.post(f"/admin/pages/{live.pk}/withdraw/", said).status_code == 302
        assert Client().get(f"/nb/{live.public_path}").status_code == 410


SECOND = " ".join(f"-c {name}={value}" for name, value in UNHARMED.items())
ALARMS = (settings.BASE_DIR / "docs" / "operations" / "alarms.md").read_text("utf-8")
FOR_PSQL = "".join(re.findall(r"PGOPTIONS\+?='([^']+)'", ALARMS))


@pytest.mark.parametrize("told", [SECOND, FOR_PSQL], ids=["a second try", "alarms.md"])
def test_nor_one_that_is_told_so_in_its_options(db, told):
    with (
        in_the_way(),
        own(**WAITING, local_preload_libraries=MISSING),
        closing(raw(options=told)) as shell,
    ):
        row = shell.execute("SELECT current_setting('transaction_isolation')").fetchone()
        assert row == ("read committed",)


@pytest.mark.parametrize(
    ("alias", "wanted", "value"), [("default", "read-write", "on"), ("public", "read-only", "off")]
)
def test_an_address_that_looks_for_a_server_finds_it(db, alias, wanted, value):
    """`target_session_attrs` asks a session what it may by default, before it is begun."""
    options = connections[alias].settings_dict["OPTIONS"]
    options["target_session_attrs"] = wanted
    try:
        with (
            own(alias, default_transaction_read_only=value),
            connections[alias].cursor() as cursor,
        ):
            cursor.execute("SHOW default_transaction_read_only")
            assert cursor.fetchone() == ("off" if alias == "default" else "on",)
    finally:
        del options["target_session_attrs"]
        connections[alias].close()


def test_no_operator_of_the_roles_own_decides_what_a_session_undoes(db):
    """`source IN (…)` is an operator, and is found where the session looks when it is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION search_scratch.never(text, text) RETURNS boolean RETURN false"
        )
        cursor.execute(
            "CREATE OPERATOR search_scratch.= (FUNCTION = search_scratch.never,"
            " LEFTARG = text, RIGHTARG = text)"
        )
    with (
        own(search_path="search_scratch, pg_catalog", default_transaction_read_only="on"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SHOW default_transaction_read_only")
        assert cursor.fetchone() == ("off",)


def test_what_the_server_the_database_and_the_address_say_stays(db):
    def shown() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    with closing(superuser(db)) as administrator:
        administrator.execute(f'ALTER DATABASE "{db}" SET statement_timeout = 54321')
    connection.close()
    assert shown() == "54321ms"
    connection.settings_dict["OPTIONS"]["options"] = "-c statement_timeout=12345"
    try:
        with own(local_preload_libraries=MISSING):
            assert shown() == "12345ms"
    finally:
        del connection.settings_dict["OPTIONS"]["options"]
        connection.close()


def tries(*errors: BaseException, seconds: float = 0) -> tuple[list[Any], BaseException | None]:
    """What a connection is asked with while these errors come, and the error in the end."""
    waiting, asked = list(errors), []

    def connect(parameters: dict[str, Any]) -> str:
        asked.append(parameters.get("options"))
        if not waiting:
            return "a connection"
        if seconds:
            clock.append(clock[-1] + seconds)
        raise waiting.pop(0)

    clock = [0.0]
    kept, entry.time = entry.time, type("Clock", (), {"monotonic": staticmethod(lambda: clock[-1])})
    try:
        assert entered(connect, {"options": "-c geqo=off"}, writes=True) == "a connection"
    except psycopg.OperationalError as error:
        return asked, error
    finally:
        entry.time = kept
    return asked, None


def test_an_older_server_is_not_told_of_what_it_does_not_know():
    unknown = psycopg.OperationalError('unrecognized configuration parameter "transaction_timeout"')
    (first, second, third), error = tries(psycopg.OperationalError("away"), unknown)
    assert (first, error) == ("-c geqo=off", None)
    assert second.endswith(
        " -c default_transaction_read_only=off -c transaction_timeout=0 -c geqo=off"
    )
    assert third == second.replace(" -c transaction_timeout=0", "")


def test_the_first_error_is_told_and_a_server_that_hangs_is_waited_for_once():
    away, refused = psycopg.OperationalError("away"), psycopg.OperationalError("options")
    assert tries(away, refused)[1] is away
    asked, error = tries(away, seconds=AT_ONCE_SECONDS + 1)
    assert (asked, error) == (["-c geqo=off"], away)


def asked_for(said: str, **otherwise: Any) -> int:
    """How often a server is asked for a connection that it refuses."""
    asked = []

    def connect(parameters: dict[str, Any]) -> Any:
        asked.append(parameters)
        return raw(**otherwise, **parameters)

    with pytest.raises(psycopg.OperationalError, match=said):
        entered(connect, {}, writes=True)
    return len(asked)


def test_who_is_refused_whatever_is_set_is_refused_once(db):
    with role(db) as login, closing(superuser(db)) as administrator:
        administrator.execute(f'ALTER ROLE "{login}" CONNECTION LIMIT 0')
        assert asked_for("too many connections for role", user=login) == 1
        administrator.execute(f'ALTER ROLE "{login}" NOLOGIN')
        assert asked_for("is not permitted to log in", user=login) == 1
    assert asked_for("role .* does not exist", user="helsekilde_nobody") == 1
    assert asked_for("database .* does not exist", dbname="helsekilde_nowhere") == 1
    assert asked_for("No such file", host="/nothing/of/this/name") == 2


REFUSED = (
    'connection failed: connection to server at "::1", port 5432 failed: FATAL:  password '
    'authentication failed for user "helsekilde_app"'
)
FULL = (
    'connection to server at "127.0.0.1", port 5432 failed: FATAL:  remaining connection slots are '
    "reserved for roles with the SUPERUSER attribute"
)
LIBRARY = (
    'connection to server at "127.0.0.1", port 5432 failed: FATAL:  could not access file '
    '"$libdir/plugins/{}": No such file or directory'
)


@pytest.mark.parametrize(
    ("said", "times"),
    [
        (REFUSED, 1),
        (f"{REFUSED}\n{FULL}", 1),
        (f"{REFUSED}\n{LIBRARY.format('x')}", 2),
        ("the connection is lost", 2),
    ],
    ids=["refused", "refused and full", "refused and broken", "lost"],
)
def test_each_server_of_an_address_must_refuse_it(said, times):
    assert len(tries(psycopg.OperationalError(said))[0]) == times


@pytest.mark.parametrize(
    "name",
    ["sorry, too many clients already", REFUSED, f"x\n{FULL}"],
    ids=["words", "line", "next line"],
)
def test_no_name_that_a_role_sets_is_taken_for_the_servers_refusal(db, name):
    with own(local_preload_libraries='"' + name.replace('"', "") + '"'):
        with pytest.raises(psycopg.OperationalError, match="could not access file"):
            raw()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)


def test_health_names_what_a_login_has_set_and_database_prepare_takes_it_away(db):
    assert (logins().is_ok, logins().figures) == (True, {"application": [], "public": []})
    with (
        own(work_mem="64", **{"plpgsql.extra_errors": "all"}),
        own("public", statement_timeout="1"),
    ):
        found = logins()
        assert not found.is_ok
        assert found.figures == {
            "application": ["plpgsql.extra_errors", "work_mem"],
            "public": ["statement_timeout"],
        }
        assert found.says == (
            "A login has parameters of its own (ALTER ROLE … SET), which nobody of the house gives "
            "it: the application's: plpgsql.extra_errors, work_mem; the public's: "
            "statement_timeout. They hold in no session of the house; database_prepare takes them "
            "away."
        )
        said = StringIO()
        call_command("database_prepare", stdout=StringIO(), stderr=said)
        assert "had parameters of its own, which are taken away: statement_timeout." in (
            said.getvalue()
        )
        assert logins().is_ok
    with connections["public"].cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")
        assert cursor.fetchone() == ("on",)


@pytest.mark.parametrize("value", ["true", "1", "YES", "on"])
def test_the_public_login_is_read_only_however_that_is_written(db, value):
    with own("public", default_transaction_read_only=value):
        assert (logins().is_ok, logins().says) == (True, "")


def test_health_says_where_the_public_login_is_not_read_only_by_default(db):
    with own("public", default_transaction_read_only="off"):
        found = logins()
        assert found.figures == {"application": [], "public": ["default_transaction_read_only"]}
        assert found.says == (
            "A login has parameters of its own (ALTER ROLE … SET), which nobody of the house gives "
            "it: the public's: default_transaction_read_only. They hold in no session of the "
            "house; database_prepare takes them away. The public login is not read-only by default "
            "(default_transaction_read_only) in sessions that are not the house's; "
            "database_prepare lets it be so."
        )
        with connections["public"].cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            assert cursor.fetchone() == ("on",)
        call_command("database_prepare", stdout=StringIO(), stderr=StringIO())
        assert logins().is_ok
        with closing(raw("public")) as session:
            assert session.execute("SHOW transaction_read_only").fetchone() == ("on",)


def test_the_application_is_not_told_to_read_only_and_health_waits_for_nobody(db):
    with in_the_way(), own(**WAITING):
        assert logins().figures["application"] == sorted(WAITING)


@pytest.mark.parametrize("before", ["", "off", "false"])
def test_a_login_that_does_not_write_is_read_only_again(db, before):
    """As `ALTER ROLE … SET … = off` leaves it: it stands where the house's own stood."""
    with role(db) as login:
        with closing(raw(user=login)) as session, session.cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on")
            assert (set_for_itself(cursor, writes=False), is_read_only(cursor)) == ([], True)
            assert not read_only_ensure(cursor)
            if before:
                cursor.execute(
                    f"ALTER ROLE CURRENT_USER SET default_transaction_read_only = {before}"
                )
            else:
                cursor.execute("ALTER ROLE CURRENT_USER RESET default_transaction_read_only")
            named = ["default_transaction_read_only"] if before else []
            assert not is_read_only(cursor)
            assert take_back(cursor, writes=False) == named
            assert read_only_ensure(cursor)
            assert (set_for_itself(cursor, writes=False), is_read_only(cursor)) == ([], True)
        with closing(raw(user=login)) as session:
            assert session.execute("SHOW transaction_read_only").fetchone() == ("on",)


def test_database_prepare_goes_on_where_somebody_is_setting_more(db):
    """It waits as long as for any lock, and says that it could not."""
    options = connection.settings_dict["OPTIONS"]
    with own(work_mem="64"), closing(raw()) as idle:
        where = f'IN DATABASE "{db}"'
        idle.execute("BEGIN")
        idle.execute(f"ALTER ROLE CURRENT_USER {where} SET work_mem = '128'")
        options["options"] = "-c lock_timeout=300"
        said, done = StringIO(), StringIO()
        try:
            call_command("database_prepare", stdout=done, stderr=said)
        finally:
            del options["options"]
            connection.close()
        assert (
            "What the login helsekilde_app has set for itself stays for now "
            "(canceling statement due to lock timeout). Run database_prepare again."
        ) in said.getvalue()
        assert "every role has its rights" in done.getvalue()
        idle.execute("ROLLBACK")
        call_command("database_prepare", stdout=StringIO(), stderr=StringIO())
        assert logins().is_ok
