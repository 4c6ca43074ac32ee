"""One real database a test: a clone of a template, with the real roles, really committed to."""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

TEMPLATE = "helsekilde_test_template"


def _owner(name: str) -> psycopg.Connection:
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=name,
        autocommit=True,
    )


def point_at(name: str) -> None:
    """Make every alias use another database of the same server."""
    for connection in connections.all():
        connection.close()
        connection.settings_dict["NAME"] = name


def template_prepare(folder: Path) -> None:
    """Migrate and provision the template once, however many workers ask for it."""
    folder.mkdir(parents=True, exist_ok=True)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with (folder / ".template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() == run:
            return
        base = settings.DATABASES["default"]["NAME"]
        with _owner(base) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(TEMPLATE))
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(TEMPLATE)
                )
            )
        point_at(TEMPLATE)
        call_command("database_prepare", verbosity=0)
        call_command("provision", verbosity=0)
        for connection in connections.all():
            connection.close()
        lock.seek(0)
        lock.truncate()
        lock.write(run)


def _drop(name: str) -> None:
    """Drop a clone. A session that was just closed may take a moment to be gone."""
    command = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with _owner("postgres") as connection:
        for attempt in range(100):
            try:
                connection.execute(command)
            except psycopg.errors.ObjectInUse:
                if attempt == 99:
                    raise
                time.sleep(0.05)
            else:
                return


@contextmanager
def cloned() -> Iterator[str]:
    """A fresh clone of the template, dropped afterwards. Yields its name."""
    name = f"helsekilde_test_{uuid.uuid4().hex[:16]}"
    with _owner("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
    point_at(name)
    try:
        yield name
    finally:
        point_at(TEMPLATE)
        _drop(name)
