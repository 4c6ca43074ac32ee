"""The page that lists the settings says what the class says, and bad values are named in a line."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cms.settings.env import Env, env_read
from cms.settings.table import FILE, render


def test_the_page_is_in_step_with_the_class():
    assert FILE.read_text(encoding="utf-8") == render(), "run `make snapshots` and commit the page"


def test_every_setting_is_described_and_has_a_kind():
    cells = [row.split(" | ") for row in render().splitlines() if row.startswith("| `")]
    assert len(cells) == len(Env.model_fields)
    assert [row[0] for row in cells if not (row[1].strip() and row[3].strip(" |"))] == []


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
