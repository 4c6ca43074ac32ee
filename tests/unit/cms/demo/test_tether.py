"""What the supervisor starts ends with it, also where nobody told it to."""

import os
import subprocess
import sys

import psutil
import pytest

from cms.demo.tether import tethered
from tests.patience import until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a process of its parent's end"
)
PARENT = """
import subprocess, sys, time
from cms.demo.supervisor import Child
child = Child("web", [sys.executable, "-c", "import time; time.sleep(600)"])
child.tend()
print(child.process.pid, flush=True)
time.sleep(600)
"""


def test_a_killed_supervisor_leaves_no_child():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "it ends")


def test_a_parent_that_was_gone_before_leaves_nothing_to_start(tmp_path):
    mark = tmp_path / "mark"
    command = tethered([sys.executable, "-c", f"open({str(mark)!r}, 'w')"])
    assert subprocess.run(command, check=False).returncode == 0
    assert mark.exists()
    mark.unlink()
    command[command.index(str(os.getpid()))] = "1"
    assert subprocess.run(command, check=False).returncode == 143
    assert not mark.exists()
