"""What must not run beside itself is kept on one worker; what waits does not wait in a crowd."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

HEAD = """
import json, os, pathlib, pytest, time

def note(name):
    time.sleep(0.02)
    with (pathlib.Path(__file__).parent / "ran").open("a") as file:
        file.write(json.dumps([os.environ["PYTEST_XDIST_WORKER"], name]) + "\\n")
"""
TOGETHER = """
@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_one(number):
    note("one")
"""
WORKING = """
@pytest.mark.parametrize("number", range(40))
def test_that_works(number):
    note("working")
"""
WAITING = """
@pytest.mark.waits
@pytest.mark.parametrize("number", range(20))
def test_that_waits(number):
    note("waiting")

@pytest.mark.waits("machine")
@pytest.mark.parametrize("number", range(4))
def test_of_a_machine(number):
    note("machine")
"""


def ran(folder: Path, suite: str) -> list[list]:
    """What each test of a suite wrote, in the order in which two workers ran them."""
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  waits: x\n  long: x\n  story: x\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup",
         "-p", "no:randomly", "-p", "no:django", "-p", "no:cacheprovider",
         "-p", "tests.services.order", str(folder)],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return [json.loads(line) for line in (folder / "ran").read_text().splitlines()]


def test_tests_of_one_group_run_on_one_worker(tmp_path):
    lines = ran(tmp_path, HEAD + TOGETHER)
    assert len(lines) == 8
    assert len({worker for worker, _name in lines}) == 1


def test_those_that_wait_run_first_and_one_by_one_where_others_work_meanwhile(tmp_path):
    lines = ran(tmp_path, HEAD + WAITING + WORKING)
    assert len(lines) == 24 + 40
    for group in ("waiting", "machine"):
        (waiter,) = {worker for worker, name in lines if name == group}
        own = [name for worker, name in lines if worker == waiter]
        assert "working" not in own[: own.count("waiting") + own.count("machine")]


def test_those_that_wait_run_side_by_side_where_nobody_works_meanwhile(tmp_path):
    lines = ran(tmp_path, HEAD + WAITING)
    assert len({worker for worker, name in lines if name == "waiting"}) == 2
    assert len({worker for worker, name in lines if name == "machine"}) == 1
