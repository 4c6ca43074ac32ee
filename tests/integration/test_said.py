"""What stands between a command and its database is one line, and no traceback."""

import os
import socket
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connections

from cms.database.said import line_of


def said(sql: str, *, using: str = "default") -> str:
    with pytest.raises(DatabaseError) as refused, connections[using].cursor() as cursor:
        cursor.execute(sql)
    return line_of(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["SELECT 1 FROM nothing", "SELECT nothing() AS x", "SELECT nothing FROM users_user"]
)
def test_a_database_without_our_tables_is_to_be_prepared(sql):
    line = said(sql)
    assert line.startswith("The database is not prepared for this release (")
    assert "does not exist" in line
    assert "run manage.py database_prepare" in line
    assert "\n" not in line


@pytest.mark.django_db(databases=["default", "public"])
def test_a_role_that_may_not_is_sent_to_the_addresses():
    line = said("SELECT 1 FROM users_user", using="public")
    assert line == (
        "The database refuses this to the role it was asked as (permission denied for table "
        "users_user). Look which role stands in which address; database_prepare gives each its "
        "rights."
    )


@pytest.mark.django_db
def test_a_fault_of_the_program_keeps_its_traceback():
    assert said("SELECT 1 / 0") == ""
    assert line_of(ProgrammingError("no cause")) == ""
    assert line_of(ValueError("other")) == ""


def test_a_server_that_is_not_there_is_named_once():
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(f"postgresql://app:secret@127.0.0.1:{unused_port()}/house")
    line = line_of(refused.value)
    assert line.startswith('The database cannot be used: connection to server at "127.0.0.1"')
    assert line.endswith("Connection refused")
    assert "secret" not in line


def test_a_command_ends_with_the_line_alone(tmp_path):
    place = f"127.0.0.1:{unused_port()}/house"
    run = subprocess.run(
        [sys.executable, "manage.py", "provision"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
            "HELSEKILDE_DATA": str(tmp_path),
            "DATABASE_URL": f"postgresql://app:secret@{place}",
            "DATABASE_PUBLIC_URL": f"postgresql://reader:secret@{place}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.splitlines() == [run.stderr.strip()]
    assert run.stderr.startswith("The database cannot be used: connection to server at")
    assert "secret" not in run.stderr


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
