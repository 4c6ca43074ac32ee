"""Every connection meets the kind of its database; a refused one is not there afterwards."""

import logging
import os
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.test import Client

from cms.demo.accounts import people_write
from cms.imports.accounts import importer
from cms.installation import services
from cms.installation.refusal import DatabaseRefused
from cms.installation.services import databases_require
from cms.settings.env import BASE_DIR
from editorial.people import groups
from tests import databases
from tests.factories import people
from tests.kinds import become

ALIASES = ["default", "public"]


@contextmanager
def older_beside():
    """A second clone, older than kinds are; the aliases stay where they are."""
    name = databases.clone_create()
    become(name, "")
    try:
        yield name
    finally:
        databases.clone_drop(name)


@pytest.fixture
def ours(settings):
    """Settings of another kind, from the next connection on."""

    def choose(kind: str) -> None:
        settings.INSTALLATION_KIND = kind
        connections.close_all()

    yield choose
    connections.close_all()


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize(
    ("kind", "settings_kind"),
    [
        ("production", "demo"), ("production", "test"), ("demo", "production"),
        ("demo", "test"), ("test", "production"), ("test", "demo"),
    ],
)  # fmt: skip
def test_another_kind_is_refused_again_and_again(db, ours, alias, kind, settings_kind):
    become(db, kind)
    ours(settings_kind)
    for _time in range(2):
        with pytest.raises(DatabaseRefused, match=f"This is a {kind} database"):
            connections[alias].cursor()
        assert connections[alias].connection is None


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("kind", ["production", "demo", "test"])
def test_its_own_kind_is_opened(db, ours, alias, kind):
    become(db, kind)
    ours(kind)
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT kind FROM installation_installation")
        assert cursor.fetchone() == (kind,)


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("kind", ["production", "demo", "test"])
def test_settings_without_a_kind_open_nothing(db, ours, alias, kind):
    become(db, kind)
    ours("")
    with pytest.raises(DatabaseRefused, match="do not say what kind of installation"):
        connections[alias].cursor()


@pytest.mark.parametrize("alias", ALIASES)
def test_demo_settings_open_an_older_demonstration(db, ours, alias):
    people_write()
    importer()
    become(db, "")
    ours("demo")
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editions_publicdocument")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("alias", ALIASES)
def test_demo_settings_do_not_open_an_older_database_with_anybody_else_in_it(db, ours, alias):
    people_write()
    people.user("ola", groups.AUTHORS)
    become(db, "")
    ours("demo")
    with pytest.raises(DatabaseRefused, match=r"not the demonstration's \(ola\)"):
        connections[alias].cursor()
    assert connections[alias].connection is None


def test_an_import_account_that_can_log_in_is_somebody(db, ours):
    account = importer()
    account.set_password("et-passord-som-ingen-vet")
    account.save()
    become(db, "")
    ours("demo")
    with pytest.raises(DatabaseRefused, match=r"\(import\)"):
        connections["default"].cursor()


@pytest.mark.parametrize("alias", ALIASES)
def test_production_settings_go_on_with_an_older_database_and_warn_once(db, ours, alias, caplog):
    people.user("ola", groups.AUTHORS)
    become(db, "")
    ours("production")
    services._warn.cache_clear()
    with caplog.at_level(logging.WARNING, logger="cms.installation.services"):
        for _time in range(2):
            connections[alias].close()
            connections[alias].cursor().close()
    assert [record.getMessage() for record in caplog.records] == [
        "This database has no kind yet: nothing keeps the demonstration and the tests out of it. "
        "Run `manage.py database_prepare --kind production`."
    ]


@pytest.mark.parametrize("settings_kind", ["production", "demo", "test"])
def test_a_kind_that_may_not_be_read_opens_nothing(db, ours, settings_kind):
    with closing(databases.owner_connection(db)) as owner:
        owner.execute("REVOKE ALL ON installation_installation FROM helsekilde_app, PUBLIC")
    ours(settings_kind)
    with pytest.raises(DatabaseRefused, match="helsekilde_app may not read of what kind"):
        connections["default"].cursor()


def test_the_public_reader_of_another_database_is_not_vouched_for(db, ours):
    become(db, "")
    ours("demo")
    public = connections["public"]
    kept = public.settings_dict
    with older_beside() as other:
        public.settings_dict = {**kept, "NAME": other}
        try:
            with pytest.raises(DatabaseRefused, match="may not read of what kind"):
                public.cursor()
        finally:
            public.close()
            public.settings_dict = kept


def test_a_refusal_is_an_error_of_the_database_and_of_a_command():
    assert issubclass(DatabaseRefused, OperationalError)
    assert issubclass(DatabaseRefused, CommandError)
    assert not issubclass(DatabaseRefused, ImproperlyConfigured)
    assert str(DatabaseRefused("why")) == "why"


def test_the_public_side_is_unavailable_and_not_broken(db, ours):
    become(db, "production")
    ours("demo")
    answer = Client().get("/api/v1/health")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert b"helsekilde_test" not in answer.content


def test_all_databases_are_met_at_once(db, ours):
    databases_require()
    become(db, "demo")
    ours("production")
    with pytest.raises(DatabaseRefused):
        databases_require()


def test_a_database_that_is_away_is_met_later(db, ours):
    ours("test")
    kept = connections["public"].settings_dict
    connections["public"].settings_dict = {**kept, "NAME": "helsekilde_test_nowhere"}
    try:
        databases_require()
    finally:
        connections["public"].settings_dict = kept


def test_a_command_of_django_itself_is_refused(db, ours):
    become(db, "production")
    ours("demo")
    with pytest.raises(CommandError, match="This is a production database"):
        call_command("migrate", verbosity=0)


@pytest.mark.parametrize("words", [["worker", "--one-shot"], ["healthchecks"], ["shell"]])
def test_procrastinate_s_own_commands_touch_no_job_of_another_house(db, ours, words):
    become(db, "production")
    ours("demo")
    with pytest.raises(DatabaseRefused, match="This is a production database"):
        call_command("procrastinate", *words)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DATABASES['old'] = {**DATABASES['default'], 'ENGINE': 'django.db.backends.postgresql'}",
         "DATABASES['old'] has the engine django.db.backends.postgresql"),
        ("INSTALLATION_KIND = 'production'", "INSTALLATION_KIND says production and DEMONSTRATION"),
    ],
)  # fmt: skip
def test_settings_that_go_round_the_rule_do_not_start(tmp_path, line, reason):
    (tmp_path / "derived.py").write_text(f"from cms.settings.test import *\n{line}\n")
    ran = subprocess.run(
        [sys.executable, "manage.py", "check", "--settings", "derived"],
        cwd=BASE_DIR, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert ran.returncode == 1
    assert reason in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
