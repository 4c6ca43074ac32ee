"""The drill itself: a machine, the document's commands on it, people at their desks."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.drill import supplies
from tests.drill.document import Commands, Scene, steps
from tests.drill.machine import PATH, ROOT, Machine, booted
from tests.patience import WORK_SECONDS

# What a person at the machine has in their session, and no more.
SESSION = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}
# What comes before the document: Debian's first cluster, as its package makes it; who the names of
# the document lead to, for this machine knows no other; nothing else.
BEFORE = """
mkdir -p /usr/local/bin /usr/local/sbin
version=$(ls /usr/lib/postgresql | sort --version-sort | tail -1)
pg_createcluster --start "$version" main
echo '127.0.0.1 helse.example' >> /etc/hosts
git config --system url./mnt/helsekilde.git.insteadOf https://git.helse.example/helsekilde.git
"""
MADE = re.compile(r"^The account (\S+) is made", re.MULTILINE)
LINK = re.compile(r"^https://\S+$", re.MULTILINE)


class StepFailed(Exception):
    """A step of the document did not do what it says; with all that it printed."""


@dataclass
class Drill:
    """One run. `printed` has what each block of commands printed, by its first line's number."""

    machine: Machine
    kept: Path
    tell: Callable[[str], None]
    todo: list[Commands | Scene]
    printed: dict[int, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def run(self, *, before_section: int | None = None) -> None:
        """Every step that was not done yet, of the whole document or of what stands before a
        section. Raises StepFailed; a step that failed comes first the next time.
        """
        while self.todo and (before_section is None or self.todo[0].section < before_section):
            self._step(self.todo[0])
            del self.todo[0]

    def _step(self, step: Commands | Scene) -> None:
        began = time.monotonic()
        if isinstance(step, Commands):
            self._commands(step)
            name = step.text.splitlines()[0]
        else:
            self._scene(step)
            name = step.name
        self.tell(f"{time.monotonic() - began:6.1f} s  line {step.line:3}  {name}")

    def _commands(self, step: Commands) -> None:
        done, said = self.machine.shell.run(step.text)
        self.printed[step.line] = said
        if not done:
            raise StepFailed(f"drill.md, line {step.line}:\n{step.text}\n\n{said}{self._journal()}")
        self.links |= dict(zip(MADE.findall(said), LINK.findall(said), strict=True))

    def _scene(self, step: Scene) -> None:
        command = self.machine.enter(
            sys.executable, "-m", "tests.drill.people", step.name, "--kept", str(self.kept),
            network_only=True,
        )  # fmt: skip
        done = subprocess.run(
            command, cwd=ROOT, input=json.dumps(self.links), capture_output=True, text=True,
            check=False, timeout=WORK_SECONDS,
        )  # fmt: skip
        if done.returncode:
            raise StepFailed(f"drill.md, line {step.line}: {done.stderr}{self._journal()}")

    def _journal(self) -> str:
        """What the services said of late."""
        units = ["--unit=helsekilde-web", "--unit=helsekilde-worker", "--unit=nginx"]
        done = subprocess.run(
            self.machine.enter("journalctl", "--no-pager", "--lines=60", *units),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return f"\n{done.stdout}"


@contextmanager
def begun(*, tell: Callable[[str], None]) -> Iterator[Drill]:
    """An empty machine, and the whole document to do on it. Nothing of it is left afterwards.

    Raises NotBooted, NoSupplies, StepFailed or Unreadable.
    """
    todo = steps()
    start = time.monotonic()
    wheels = supplies.wheels()
    with tempfile.TemporaryDirectory(prefix="helsekilde-supplies-") as place:
        repository = supplies.repository(Path(place))
        tell(f"{time.monotonic() - start:6.1f} s  packages and code are at hand")
        with booted(wheels=wheels, repository=repository, environment=SESSION) as machine:
            done, said = machine.shell.run(BEFORE)
            if not done:
                raise StepFailed(f"The machine is not as Debian leaves it: {said}")
            tell(f"{time.monotonic() - start:6.1f} s  an empty machine runs")
            yield Drill(machine, Path(place) / "passwords", tell, todo)
    tell(f"{time.monotonic() - start:6.1f} s  altogether")
