"""`check --deploy` under production settings has no warning that nobody has explained."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import Tags, run_checks
from django.test import override_settings

from cms.checks import check_forms_are_protected, check_no_header_moves_the_house
from cms.settings.env import BASE_DIR
from editorial.editions.keys import key_create

SETTINGS = BASE_DIR / "cms" / "settings" / "production.py"


@pytest.fixture
def environment(tmp_path):
    """What production settings need, and nothing that a developer may have set."""
    database = "127.0.0.1:1/helsekilde"
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "helse.example",
        "PUBLIC_BASE_URL": "https://helse.example",
        "HELSEKILDE_DATA": str(tmp_path),
        "DATABASE_URL": f"postgresql://app:a@{database}",
        "DATABASE_PUBLIC_URL": f"postgresql://public:p@{database}",
        "SIGNING_KEY_FILE": str(tmp_path / "signing.pem"),
        "SECURE_PROXY_HEADER": "true",
        "TRUSTED_PROXIES": "127.0.0.1",
        "SECURITY_CONTACT": "mailto:security@helse.example",
    }


def check(environment, *more):
    return subprocess.run(
        [sys.executable, "-c", f"{PRELUDE}; {'; '.join(more) or 'pass'}; {CHECK}"],
        cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


PRELUDE = "import django; from django.conf import settings; settings.DEBUG"
CHECK = (
    "django.setup(); from django.core.management import call_command; "
    "call_command('check', deploy=True, fail_level='WARNING')"
)


def test_the_check_for_deployment_has_nothing_to_say(environment):
    key_create(Path(environment["SIGNING_KEY_FILE"]))
    done = check(environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_it_says_that_the_key_is_missing(environment):
    done = check(environment)
    assert done.returncode == 1
    assert re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr) == ["editions.W001"]
    assert f"{environment['SIGNING_KEY_FILE']} does not exist." in done.stderr


def test_what_is_silenced_would_be_said_and_nothing_else(environment):
    done = check(environment, "settings.SILENCED_SYSTEM_CHECKS = []")
    assert done.returncode == 1
    said = re.findall(r"\((security\.W\d+)\)", done.stderr)
    assert said == ["security.W003", "security.W021"]
    text = SETTINGS.read_text(encoding="utf-8")
    for name in said:
        # The line before each says why.
        assert re.search(rf'    # [^\n]+\n    "{re.escape(name)}",\n', text), name


@pytest.mark.parametrize(
    ("middleware", "ids"),
    [
        (
            ["cms.middleware.AdminCsrfMiddleware", "cms.middleware.AdminAuthenticationMiddleware"],
            [],
        ),
        (
            ["django.middleware.csrf.CsrfViewMiddleware",
             "django.contrib.auth.middleware.AuthenticationMiddleware"], [],
        ),
        (["cms.middleware.AdminAuthenticationMiddleware"], ["cms.E001"]),
        (
            ["cms.middleware.AdminAuthenticationMiddleware", "cms.middleware.AdminCsrfMiddleware"],
            ["cms.E001"],
        ),
        ([], []),
    ],
)  # fmt: skip
def test_wherever_people_log_in_forms_are_protected(middleware, ids):
    with override_settings(MIDDLEWARE=middleware):
        assert [row.id for row in check_forms_are_protected(None)] == ids


def test_the_house_itself_passes():
    assert "cms.E001" not in {row.id for row in run_checks(tags=[Tags.security])}


def test_nobody_may_put_the_house_into_a_frame(client, db):
    for address in ("/admin/login/", "/api/v1/health"):
        assert client.get(address)["X-Frame-Options"] == "DENY", address


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", ""),
        ("--workers 4 --forwarder-headers=", ""),
        ("--forwarder-headers=SCRIPT_NAME", "SCRIPT_NAME"),
        ("--forwarder-headers 'A,B' -w 2", "A,B"),
        ("--forwarder-h=A", "A"),
    ],
)
def test_the_check_sees_what_gunicorn_is_told(monkeypatch, arguments, said):
    monkeypatch.setenv("GUNICORN_CMD_ARGS", arguments)
    found = [warning.msg for warning in check_no_header_moves_the_house(None)]
    assert found == [
        f"GUNICORN_CMD_ARGS tells gunicorn to take headers into the environment: {each}."
        for each in [said]
        if each
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--workers x", "argument -w/--workers: invalid int value: 'x'"),
        ("--bind 'a", "No closing quotation"),
        ("--version", "version"),
        ("--help", ""),
        ("--forwarder-headers", "argument --forwarder-headers: expected one argument"),
    ],
)
def test_what_gunicorn_does_not_understand_ends_no_command(monkeypatch, capfd, arguments, said):
    monkeypatch.setenv("GUNICORN_CMD_ARGS", arguments)
    (warning,) = check_no_header_moves_the_house(None)
    assert warning.id == "cms.W001"
    assert warning.msg.startswith("GUNICORN_CMD_ARGS says what gunicorn does not understand: ")
    assert said in warning.msg
    assert capfd.readouterr() == ("", "")
