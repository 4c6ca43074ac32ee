"""Real processes with one house's settings at another house's database: one line, nothing changed.

What is tried is what people type: commands of ours, of Django and of third parties, gunicorn, the
worker, a shell. All of it in a process of its own, as it would be on a server.
"""

import subprocess
import sys

import pytest
from django.conf import settings

from cms.demo.accounts import people_write
from cms.installation.folders import folder_mark
from editorial.people import groups
from tests.factories import people
from tests.kinds import DEMO, PATIENCE, PRODUCTION, addresses, become, environment, manage, rows

NO_SETTINGS = (
    "{told} set, but no settings named, so nothing was done: set DJANGO_SETTINGS_MODULE to "
    "cms.settings.production, or to cms.settings.demo for a demonstration on a server of your "
    "own.\n"
)
COMMANDS = [
    ("demo_publish",),
    ("migrate",),
    ("createsuperuser", "--noinput", "--username", "x", "--email", "x@helse.test"),
    ("loaddata", "fixture.json"),
    ("flush", "--noinput"),
    ("dbshell", "--", "-c", "SELECT 1"),
    ("shell", "-c", "from cms.users.models import User; print(User.objects.count())"),
    ("database_prepare",),
    ("worker",),
]


@pytest.fixture
def production(db):
    """A production database with a person in it."""
    people.user("admin", groups.CHIEF)
    become(db, "production")
    return db


def last_line(done: "subprocess.CompletedProcess[str]") -> str:
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("command", ["demo_publish", "createsuperuser"])
def test_settings_that_were_forgotten_stop_it_in_one_line(production, tmp_path, command):
    before = rows(production)
    done = manage(command, env=environment(tmp_path, addresses(production)))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == NO_SETTINGS.format(
        told="DATABASE_URL, DATABASE_OWNER_URL, DATABASE_PUBLIC_URL"
    )
    assert rows(production) == before
    assert not (tmp_path / "data").exists()


def test_one_address_alone_or_a_key_is_enough_to_stop_it(tmp_path):
    for told in ("DATABASE_OWNER_URL", "SIGNING_KEY_FILE"):
        done = manage("demo_publish", env=environment(tmp_path, {told: "/something"}))
        assert (done.returncode, done.stderr) == (1, NO_SETTINGS.format(told=told))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_demo_settings_do_nothing_with_a_production_database(production, tmp_path, command):
    (tmp_path / "fixture.json").write_text('[{"model": "taggit.tag", "fields": {"name": "x"}}]')
    fixture = str(tmp_path / "fixture.json")
    command = tuple(part.replace("fixture.json", fixture) for part in command)
    before = rows(production)
    given = {"DJANGO_SUPERUSER_PASSWORD": "en-lang-setning-som-ingen-kjenner"}
    done = manage(*command, env=environment(tmp_path, addresses(production), DEMO, given))
    assert done.returncode != 0
    assert "This is a production database, a restored copy of one too" in last_line(done)
    assert "DJANGO_SETTINGS_MODULE=cms.settings.production" in last_line(done)
    if command[0] != "shell":
        assert len(done.stderr.strip().splitlines()) == 1
    assert rows(production) == before


def test_a_copy_of_an_older_production_database_is_not_a_demonstrations(db, tmp_path):
    people.user("ola", groups.CHIEF)
    become(db, "")
    before = rows(db)
    done = manage("demo_publish", env=environment(tmp_path, addresses(db), DEMO))
    assert done.returncode == 1
    assert "holds accounts that are not the demonstration's (ola)" in last_line(done)
    assert rows(db) == before


@pytest.mark.parametrize(
    ("kind", "command"), [("demo", "createsuperuser"), ("demo", "worker"), ("test", "migrate")]
)
def test_production_settings_do_nothing_with_another_database(db, tmp_path, kind, command):
    people_write()
    become(db, kind)
    before = rows(db)
    more = ("--noinput", "--username", "x", "--email", "x@helse.test")
    arguments = (command, *more) if command == "createsuperuser" else (command,)
    given = {"DJANGO_SUPERUSER_PASSWORD": "en-lang-setning-som-ingen-kjenner"}
    done = manage(*arguments, env=environment(tmp_path, addresses(db), PRODUCTION, given))
    assert done.returncode == 1
    assert f"This is a {kind} database" in last_line(done)
    assert len(done.stderr.strip().splitlines()) == 1
    assert rows(db) == before


@pytest.mark.parametrize("preload", [True, False])
def test_no_web_process_comes_up_at_another_houses_database(db, tmp_path, preload):
    become(db, "demo")
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--bind", "127.0.0.1:0"]
    done = subprocess.run(
        [*command, "--preload"] if preload else command,
        cwd=settings.BASE_DIR,
        # Without settings named: a web process takes production's.
        env={
            key: value
            for key, value in environment(tmp_path, addresses(db), PRODUCTION).items()
            if key != "DJANGO_SETTINGS_MODULE"
        },
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "This is a demo database" in done.stderr
    assert "Traceback" not in done.stderr


def test_django_admin_is_stopped_too(production, tmp_path):
    before = rows(production)
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate"],
        cwd=settings.BASE_DIR,
        env={**environment(tmp_path, addresses(production), DEMO), "PYTHONPATH": "."},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("DatabaseRefused: ")
    assert len(done.stderr.splitlines()) == 1
    assert rows(production) == before


def test_production_opens_its_own(production, tmp_path):
    done = manage(
        "migrate", "--check", env=environment(tmp_path, addresses(production), PRODUCTION)
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_demonstrations_folder_and_key_are_not_productions(production, tmp_path):
    folder_mark(tmp_path / "data", kind="demo")
    env = environment(tmp_path, addresses(production), PRODUCTION)
    done = manage("check", env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"HELSEKILDE_DATA is {tmp_path}/data, the data folder of a demo" in done.stderr
    folder_mark(tmp_path / "data", kind="production")
    done = manage("check", env=environment(tmp_path, DEMO))
    assert done.returncode == 1
    assert f"HELSEKILDE_DATA is {tmp_path}/data, the data folder of a production" in done.stderr
    assert not (tmp_path / "data" / "postgres").exists()


def test_the_demos_password_is_not_set_at_production(production, tmp_path):
    env = environment(tmp_path, addresses(production), PRODUCTION)
    done = manage("shell", "-v", "0", "-c", PROGRAM, env=env)
    assert (done.returncode, done.stdout) == (0, "refused\n")


PROGRAM = """
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from cms.users.models import User
try:
    validate_password("demo-helsekilde")
except ValidationError:
    User.objects.filter(username="admin").update(password=make_password("demo-helsekilde"))
    print("let in" if authenticate(username="admin", password="demo-helsekilde") else "refused")
"""
