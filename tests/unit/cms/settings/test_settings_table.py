"""The page that lists the settings says what the class says, and bad values are named in a line."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cms.settings.env import Env, env_read
from cms.settings.table import FILE, render
from cms.settings.test_data import NEVER_IN_TESTS
from tests.shell import plain


def test_the_page_is_in_step_with_the_class():
    assert FILE.read_text(encoding="utf-8") == render(), "run `make snapshots` and commit the page"


def test_every_setting_is_described_and_has_a_kind():
    cells = [row.split(" | ") for row in render().splitlines() if row.startswith("| `")]
    assert len(cells) == len(Env.model_fields)
    assert [row[0] for row in cells if not (row[1].strip() and row[3].strip(" |"))] == []


def test_a_default_that_is_computed_is_printed():
    cells = {row.split("`")[1]: row.split(" | ")[2] for row in render().splitlines()[17:]}
    data = "below `HELSEKILDE_DATA`"
    assert cells["SIGNED_HEADS_DIR"] == f"`signed-heads` {data}"
    assert cells["SIGNING_RETIRED_KEYS_DIR"] == f"`keys/retired` {data}"
    assert cells["EMAIL_FROM"] == "`helsekilde@localhost`"


@pytest.mark.parametrize(
    ("given", "folders"),
    [
        ({}, ["data/signed-heads"]),
        ({"SIGNED_HEADS_DIRS": "/mnt/a, /mnt/b"}, ["data/signed-heads", "/mnt/a", "/mnt/b"]),
        ({"SIGNED_HEADS_DIR": "/here"}, ["/here"]),
        ({"SIGNED_HEADS_DIR": "/here", "SIGNED_HEADS_DIRS": "/mnt/a"}, ["/here", "/mnt/a"]),
    ],
)
def test_further_folders_for_heads_come_besides_the_first(monkeypatch, given, folders):
    for name in ("HELSEKILDE_DATA", "SIGNED_HEADS_DIR", "SIGNED_HEADS_DIRS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert env_read().heads_folders() == [settings.BASE_DIR / folder for folder in folders]


def test_production_keeps_heads_in_each_of_them(tmp_path):
    """What `cms.settings.production` itself comes to, in a process of its own."""
    told = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production", "SECRET_KEY": "x1" * 40,
        "ALLOWED_HOSTS": "helse.example", "PUBLIC_BASE_URL": "https://helse.example",
        "DATABASE_URL": "postgresql://a@127.0.0.1/a",
        "DATABASE_PUBLIC_URL": "postgresql://b@127.0.0.1/a", "SIGNING_KEY": "a key",
        "HELSEKILDE_DATA": str(tmp_path), "SIGNED_HEADS_DIRS": "/mnt/a",
    }  # fmt: skip
    asked = "from django.conf import settings; print(*settings.SIGNED_HEADS_DIRS, sep='|', end='')"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=settings.BASE_DIR, env={**plain(), **told},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == f"{tmp_path}/signed-heads|/mnt/a", done.stderr


def test_no_setting_of_mail_or_heads_reaches_a_test():
    ours = {name.upper() for name in Env.model_fields}
    kinds = ("SIGN", "EMAIL_")
    assert {name for name in ours if name.startswith(kinds)} <= set(NEVER_IN_TESTS)


def test_an_unusable_value_is_named_with_all_others(monkeypatch):
    monkeypatch.setenv("EMAIL_PORT", "many")
    monkeypatch.setenv("DATABASE_CONN_MAX_AGE", "-1")
    with pytest.raises(ImproperlyConfigured) as refused:
        env_read()
    assert str(refused.value) == (
        "Unusable settings in the environment. DATABASE_CONN_MAX_AGE: Input should be greater than "
        "or equal to 0; EMAIL_PORT: Input should be a valid integer, unable to parse string as an "
        "integer."
    )


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch):
    monkeypatch.setenv("HELSEKILDE_DATA", "")
    monkeypatch.setenv("EMAIL_PORT", "")
    assert env_read().helsekilde_data == settings.BASE_DIR / "data"
    assert env_read().email_port is None


def test_manage_py_says_it_in_one_line_and_fails():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "EMAIL_PORT": "many", "DJANGO_SETTINGS_MODULE": "cms.settings.demo"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Unusable settings in the environment. EMAIL_PORT: Input should be a valid integer, unable "
        "to parse string as an integer.\n"
    )
