"""The units in `deploy/systemd/`: what systemd itself says of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cms.settings.env import BASE_DIR
from tests.services import absent

UNITS = sorted((BASE_DIR / "deploy" / "systemd").glob("*.service"))
# 0 to 100 in systemd's own count of what a service could do to its machine; without any of the
# directives it is above 90.
MOST_EXPOSED = 20


@pytest.fixture
def analyze():
    program = shutil.which("systemd-analyze")
    if program is None:
        absent("systemd-analyze is not installed (Debian's package systemd).")

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units, with account, folder and program of a machine that has no installation."""
    written = []
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for name, value in (("User", "daemon"), ("WorkingDirectory", "/")):
            text, count = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
            assert count == 1, (unit.name, name)
        text, count = re.subn(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        assert count == 1, unit.name
        file = tmp_path / unit.name
        file.write_text(text, encoding="utf-8")
        written.append(file)
    return written


def test_there_is_one_for_each_process():
    assert [unit.stem for unit in UNITS] == ["helsekilde-web", "helsekilde-worker"]


def test_systemd_has_nothing_to_say_against_them(analyze, units):
    done = analyze("verify", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_they_can_do_little_to_their_machine(analyze, units):
    for unit in units:
        arguments = ("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}")
        done = analyze(*arguments, unit)
        assert done.returncode == 0, done.stdout


def test_a_service_without_the_directives_is_over_the_bound(analyze, units, tmp_path):
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    done = analyze("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", bare)
    assert done.returncode != 0


def directives(unit: Path) -> dict[str, str]:
    """The last value of each directive, whatever its section."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Za-z]+=", line))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_what_ends_is_started_again_and_never_given_up(unit):
    found = directives(unit)
    assert found["Restart"] == "always"
    assert found["StartLimitIntervalSec"] == "0"
    assert found["Type"] == "notify"


def test_a_worker_that_gives_no_sign_of_life_is_ended():
    from cms.worker.watchdog import LIMIT_SECONDS, TELL_SECONDS

    (unit,) = [unit for unit in UNITS if unit.stem == "helsekilde-worker"]
    found = directives(unit)
    # Several signs may be late, and a worker that does not work still ends by itself, with reasons.
    assert 3 * TELL_SECONDS < int(found["WatchdogSec"]) < LIMIT_SECONDS
