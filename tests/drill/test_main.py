"""`make drill` where no machine can be lent: a skip with its reasons, and a failure under CI."""

import os
import subprocess
import sys

import pytest

from tests.drill.machine import ROOT

# As a user who may boot nothing, whoever runs the suite.
PROGRAM = """
import os, runpy
from tests.drill import document, drill, machine, supplies
if os.geteuid() == 0:
    os.setuid(65534)
runpy.run_module("tests.drill", run_name="__main__")
"""


@pytest.mark.parametrize(("ci", "word", "code"), [("", "SKIPPED", 0), ("true", "MISSING", 1)])
def test_an_ordinary_user_gets_a_skip_and_ci_a_failure(ci, word, code):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, "CI": ci},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith(f"{word} drill: only root may boot a machine of its own")
    assert (done.returncode, len(done.stdout.splitlines())) == (code, 1), done.stderr
