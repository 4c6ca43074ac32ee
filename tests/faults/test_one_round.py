"""One round of each fault. `make faults` does as many as each fault's module says."""

import os
import subprocess
import sys

import pytest

from tests.faults.__main__ import ABSENT, ROOT
from tests.faults.registry import fault, keys
from tests.patience import WORK_SECONDS
from tests.services import absent
from tests.shell import plain


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """Where the workers of a run share one prepared house."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "faults"


@pytest.mark.waits
@pytest.mark.parametrize("key", keys())
def test_nothing_else_falls_with_it(key, prepared, figure):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--rounds", "1", "--prepared", str(prepared), key],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WORK_SECONDS,
        check=False,
    )
    for line in done.stdout.splitlines():
        figure(line.strip())
    if done.returncode == ABSENT:
        absent(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-5000:]
    assert "1 faults, 0 broken, 0 skipped." in done.stdout


def test_what_another_house_was_told_is_not_told_to_a_fault(monkeypatch):
    monkeypatch.setenv("SIGNED_HEADS_DIR", "/somewhere")
    monkeypatch.setenv("PLACES", "kept")
    assert "SIGNED_HEADS_DIR" not in plain()
    assert plain()["PLACES"] == "kept"


@pytest.mark.parametrize("key", keys())
def test_each_module_says_what_it_is(key):
    found = fault(key)
    assert found.name
    assert found.rounds >= 1
    assert callable(found.run)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no_such_fault"], "no such fault: no_such_fault"),
        (["--rounds", "0"], "--rounds takes a number from 1 on"),
        (["--rounds", "2", "--full"], "not allowed with argument"),
    ],
)
def test_a_wrong_call_is_refused_with_its_reason(arguments, said):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WORK_SECONDS,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
