"""Killed at any moment, nothing that was acknowledged is lost, half, or doubled.

Here a short run; `python -m tests.crash.harness` runs 2,000 publications with thirty kills.
"""

import subprocess
import sys

import pytest

from tests.patience import WORK_SECONDS


@pytest.mark.waits
def test_kills_of_web_worker_and_database_lose_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.harness", "--publishes", "160", "--kills", "2"],
        capture_output=True,
        text=True,
        timeout=WORK_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    summary = done.stdout.splitlines()[-1]
    assert summary.startswith("160 publications asked for by 8 writers, ")
    assert " 160 entries in the log; kills: web 2, worker 2, postgres 2; " in summary
