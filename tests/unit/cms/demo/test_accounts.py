"""Demonstration accounts exist under demo settings and nowhere else."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from cms.demo.accounts import demo_accounts, people_write
from cms.demo.loader import DemoLoader
from cms.demo.publishing import Reviewers
from cms.users.models import User
from editorial.people.models import ReviewerProfile

REFUSAL = "Demonstration accounts and texts exist under demo settings only."


@pytest.fixture
def production(settings):
    settings.DEMONSTRATION = False


@pytest.mark.parametrize("make", [people_write, lambda: DemoLoader(tell=print), Reviewers])
def test_no_account_is_made_under_other_settings(make, db, production):
    with pytest.raises(ImproperlyConfigured, match=REFUSAL):
        make()
    assert not User.objects.exists()
    assert not ReviewerProfile.objects.exists()


@pytest.mark.parametrize("command", ["demo_content", "demo_publish"])
def test_the_commands_refuse_too(command, db, production):
    with pytest.raises(CommandError, match=REFUSAL):
        call_command(command)
    assert not User.objects.exists()


def test_production_settings_refuse_the_demo():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "x7Jq" * 20,
        "ALLOWED_HOSTS": "helse.test",
        "PUBLIC_BASE_URL": "https://helse.test",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "DATABASE_PUBLIC_URL": "postgresql://nobody@127.0.0.1:1/none",
        "SIGNING_KEY": "not read by this command",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == ("CommandError: The demo runs under demo settings only.")


def test_there_is_an_account_for_each_role_and_a_second_call_makes_no_other(db):
    assert [(role, name) for role, name, _password in demo_accounts()] == [
        ("Author", "forfatter"),
        ("Desk editor", "desk"),
        ("Clinician", "lege"),
        ("Second clinician", "sykepleier"),
        ("Duty editor", "vakt"),
        ("Editor-in-chief", "sjef"),
        ("Administrator", "admin"),
    ]
    first = {name: user.pk for name, user in people_write().items()}
    assert {name: user.pk for name, user in people_write().items()} == first
    assert User.objects.count() == 7


def test_the_administrator_is_no_clinician(db):
    admin = people_write()["admin"]
    assert admin.is_superuser
    assert list(admin.groups.values_list("name", flat=True)) == ["Technical administrators"]
    assert not ReviewerProfile.objects.filter(user=admin).exists()
