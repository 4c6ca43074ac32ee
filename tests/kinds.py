"""Databases of other kinds, and processes that meet them with one set of settings or another."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from cms.database.roles import ROLE_APPLICATION, ROLE_OWNER, ROLE_PUBLIC
from tests import databases
from tests.roles import superuser
from tests.shell import plain

PATIENCE = 180
# What production settings ask for besides the addresses.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "x7Jq" * 20,
    "ALLOWED_HOSTS": "helse.test",
    "PUBLIC_BASE_URL": "https://helse.test",
}
DEMO = {"DJANGO_SETTINGS_MODULE": "cms.settings.demo"}


def become(name: str, kind: str) -> None:
    """Make a clone another kind of database, or one that is older than kinds are ("").

    As its owner, and past the triggers: that nobody does it otherwise is what other tests are for.
    """
    with closing(databases.owner_connection(name)) as connection:
        if kind:
            connection.execute("ALTER TABLE installation_installation DISABLE TRIGGER USER")
            connection.execute("UPDATE installation_installation SET kind = %s", [kind])
            connection.execute("ALTER TABLE installation_installation ENABLE TRIGGER USER")
        else:
            connection.execute("DROP TABLE installation_installation")
            connection.execute("DROP FUNCTION installation_given_once, installation_only_row")
            connection.execute("DELETE FROM django_migrations WHERE app = 'installation'")


def address(role: str, name: str) -> str:
    """A database of the test's server, as a role."""
    host = quote(settings.DATABASES["default"]["HOST"], safe="")
    return f"postgresql://{role}@/{name}?host={host}"


def addresses(name: str) -> dict[str, str]:
    """The three addresses of a database of the test's server."""
    return {
        "DATABASE_URL": address(ROLE_APPLICATION, name),
        "DATABASE_PUBLIC_URL": address(ROLE_PUBLIC, name),
        "DATABASE_OWNER_URL": address(ROLE_OWNER, name),
    }


def environment(folder: Path, *others: dict[str, str]) -> dict[str, str]:
    """What a shell of its own holds: a data folder, a key to be made, and what the test adds."""
    found = plain() | {"HELSEKILDE_DATA": str(folder / "data")}
    for other in others:
        found |= other
    if found.get("DJANGO_SETTINGS_MODULE") == PRODUCTION["DJANGO_SETTINGS_MODULE"]:
        found.setdefault("SIGNING_KEY_FILE", str(folder / "keys" / "signing.pem"))
    return found


def manage(
    *arguments: str, env: dict[str, str], text: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run `manage.py` in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR, env=env, input=text, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


def rows(name: str) -> dict[str, Any]:
    """Every row of every table, so that a test can say that nothing has changed."""
    with closing(superuser(name)) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        return {
            table: connection.execute(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
            ).fetchone()
            for (table,) in tables
        }
