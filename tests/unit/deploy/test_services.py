"""`deploy/dev/services.sh` installs every Debian package that a test would miss."""

import re
import subprocess

from cms.settings.env import BASE_DIR
from tests.drill.machine import BOOTS, INSTALLED

SCRIPT = BASE_DIR / "deploy" / "dev" / "services.sh"
# How a test says what it misses.
MISSED = re.compile(
    r"Debian's package (?P<name>[a-z][a-z0-9.+-]+)|`?apt-get install (?P<by>[a-z][a-z-]*)"
)


def installed() -> set[str]:
    """The packages that the script sees to."""
    return set(re.findall(r'^need ".*" ([a-z0-9.+-]+)$', SCRIPT.read_text("utf-8"), re.MULTILINE))


def missed() -> set[str]:
    """The packages that the tests name when they skip."""
    texts = (file.read_text("utf-8") for file in (BASE_DIR / "tests").rglob("*.py"))
    return {each["name"] or each["by"] for text in texts for each in MISSED.finditer(text)}


def test_what_a_test_misses_is_installed():
    assert {"pgbouncer", "faketime", "chromium"} <= missed()
    assert missed() | {*BOOTS.values(), *INSTALLED.values()} <= installed()


def test_nothing_is_installed_where_all_is_there(tmp_path):
    """Each line asks for its command first; with all of them there nothing is done or said."""
    lines = SCRIPT.read_text("utf-8").splitlines()
    asked = [line for line in lines if line.startswith('need "')]
    assert len(asked) == len(installed())
    script = tmp_path / "services.sh"
    there = re.sub(r'^need ".*"', 'need "true"', "\n".join(lines), flags=re.MULTILINE)
    script.write_text(there, encoding="utf-8")
    done = subprocess.run(["bash", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
