"""The machine that the drill boots leaves nothing behind."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.drill import machine
from tests.patience import happens
from tests.services import absent

# Each looks for what another may have left.
pytestmark = pytest.mark.waits("drill")
PROGRAM = """
import sys, time
from pathlib import Path
from tests.drill.drill import SESSION
from tests.drill.machine import booted
wheels, repository = Path(sys.argv[1]), Path(sys.argv[1])
with booted(wheels=wheels, repository=repository, environment=SESSION) as found:
    done, said = found.shell.run("touch /etc/was-here; hostname -I; systemctl is-active nginx")
    print(found.leader, done, *said.split(), flush=True)
    if sys.argv[2] == "stays":
        time.sleep(600)
"""


def boot(tmp_path: Path, then: str) -> subprocess.Popen[str]:
    if reasons := machine.missing():
        absent(f"No machine: {'; '.join(reasons)}.")
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), then],
        cwd=machine.ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def is_gone(leader: int) -> bool:
    """Whether the machine's first process has ended, and so all others in it."""
    return happens(lambda: not Path(f"/proc/{leader}").exists())


@pytest.mark.parametrize("then", ["leaves", "stays"])
def test_it_is_gone_however_its_runner_ends(tmp_path, then):
    runner = boot(tmp_path, then)
    leader, done, *said = runner.stdout.readline().split()
    # It has services of its own, and no address but its own loopback.
    assert (done, said) == ("True", ["active"])
    if then == "stays":
        runner.kill()
    runner.wait()
    assert is_gone(int(leader))
    assert not Path("/etc/was-here").exists()
    mounts = Path("/proc/mounts").read_text()
    assert machine.PREFIX not in mounts


def test_what_a_killed_runner_left_is_removed_by_the_next(tmp_path):
    first = boot(tmp_path, "stays")
    leader = first.stdout.readline().split()[0]
    first.kill()
    first.wait()
    assert is_gone(int(leader))
    second = boot(tmp_path, "leaves")
    second.communicate()
    assert second.returncode == 0
    left = [
        path
        for folder in (machine.MEMORY, Path(tempfile.gettempdir()))
        for path in machine.left_over(folder)
    ]
    assert left == []
