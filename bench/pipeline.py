"""`python -m bench.pipeline PATH…`: real files into a house of their own and through the review.

Brings the records in, publishes every draft by desk and clinician, audits the log, and brings the
records in again (which must change nothing). Prints pages by the wall time of import and
publication together, and the processor time that they took, which a busy machine bends less. The
house is removed at the end.
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.__main__ import ADDRESSES, scratch_folder

ROOT = Path(__file__).resolve().parents[1]
PERSON = "forfatter"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Step:
    """Seconds that one command took: on the wall, in Python, in PostgreSQL; what it said."""

    wall: float
    python: float
    postgres: float
    code: int
    said: str


def main() -> int:
    """Run all of it; returns 1 where the audit finds something or the second import does."""
    parser = argparse.ArgumentParser(prog="python -m bench.pipeline", description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--workers", default=str(os.cpu_count()))
    options = parser.parse_args()
    folder = Path(scratch_folder())
    os.environ |= {"HELSEKILDE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings.demo"}
    for name in ADDRESSES:
        os.environ.pop(name, None)
    import django

    django.setup()
    for command in ("database_prepare", "provision"):
        _step(folder, command)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {options.workers} workers")
    _person()
    files = [*options.paths, "--as", PERSON, "--workers", options.workers]
    steps = [
        _step(folder, "import_content", *files),
        _step(folder, "demo_publish", "--workers", options.workers),
    ]
    _summary(steps)
    audit = _step(folder, "audit_editions")
    again = _step(folder, "import_content", *files)
    return 0 if audit.code == 0 and "0 created, 0 updated" in again.said else 1


def _person() -> None:
    """Whose import it is: the demonstration's author, who signs nothing."""
    from cms.demo.accounts import people_write

    people_write()


def _summary(steps: list[Step]) -> None:
    from editorial.editions.models import PublicDocument

    pages = PublicDocument.objects.count()
    wall = sum(step.wall for step in steps)
    python = sum(step.python for step in steps) / pages * 1000
    postgres = sum(step.postgres for step in steps) / pages * 1000
    print(
        f"{pages} signed pages, {pages / wall:.1f}/s; {python + postgres:.0f} ms of processor time "
        f"each ({python:.0f} Python, {postgres:.0f} PostgreSQL); load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _step(folder: Path, *arguments: str) -> Step:
    before, server = resource.getrusage(resource.RUSAGE_CHILDREN), _server_seconds(folder)
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    python = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    step = Step(wall, python, _server_seconds(folder) - server, done.returncode, done.stdout)
    for line in done.stdout.splitlines()[-12:]:
        print(f"    {line}")
    print(f"{arguments[0]}: {wall:.1f} s, {step.python:.1f} s Python, {step.postgres:.1f} s "
          f"PostgreSQL", flush=True)  # fmt: skip
    return step


def _server_seconds(folder: Path) -> float:
    """Processor time of the embedded server and its children, alive and gone; 0 without /proc."""
    try:
        pid = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        own = _times(pid)
    except (OSError, ValueError, IndexError):
        return 0.0
    ticks = sum(own[1])
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent, times = _times(int(entry.name))
            except OSError:
                continue
            ticks += sum(times[:2]) if parent == pid else 0
    return ticks / TICKS


def _times(pid: int) -> tuple[int, list[int]]:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[1]), [int(value) for value in fields[11:15]]


if __name__ == "__main__":
    raise SystemExit(main())
