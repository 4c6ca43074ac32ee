"""`make faults`: every fault, done for real, with figures.

python -m tests.faults                    one round of each
python -m tests.faults --full             as many of each as its module says
python -m tests.faults --rounds 3 NAME …  three of those that are named
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from cms.settings.test_data import MEMORY, ROOM_NEEDED
from tests.faults.prepared import VARIABLE
from tests.faults.registry import Absent, fault, keys
from tests.shell import plain

ROOT = Path(__file__).resolve().parents[2]
WELL, BROKEN, ABSENT = 0, 1, 77


def leave(number: int, _frame: object) -> NoReturn:
    """End as Ctrl-C does, so that a fault cleans up behind itself."""
    raise SystemExit(128 + number)


def main() -> int:
    """Returns 0 where all is well, 1 where something is not, 77 where nothing could be run."""
    options = _options()
    names = options.names or keys()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    if options.here:
        return _here(names[0], rounds=options.rounds, full=options.full)
    with _folder("helsekilde-faults-") as folder:
        prepared = options.prepared or folder / "prepared"
        codes = {name: _apart(name, options, folder / name, prepared) for name in names}
    broken = [name for name, code in codes.items() if code not in (WELL, ABSENT)]
    absent = [name for name, code in codes.items() if code == ABSENT]
    print(f"{len(codes)} faults, {len(broken)} broken, {len(absent)} skipped.")
    if broken:
        print(f"Not as it must be: {', '.join(broken)}")
        return BROKEN
    return ABSENT if codes and len(absent) == len(codes) else WELL


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(keys()))
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--rounds", type=int, default=1, help="of each fault (default: 1)")
    amount.add_argument("--full", action="store_true", help="as many as each module says")
    parser.add_argument(
        "--prepared", type=Path, metavar="FOLDER", help="share the house that each begins with"
    )
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(keys()))
    if unknown:
        parser.error(f"no such fault: {', '.join(unknown)}; there are: {', '.join(keys())}")
    if options.rounds < 1:
        parser.error("--rounds takes a number from 1 on")
    if options.here and len(options.names) != 1:
        parser.error("--here takes one name")
    return options


def _apart(name: str, options: argparse.Namespace, folder: Path, prepared: Path) -> int:
    """Run one in a process and a data folder of its own; what it prints comes straight through."""
    amount = ["--full"] if options.full else ["--rounds", str(options.rounds)]
    command = [sys.executable, "-m", "tests.faults", "--here", *amount, name]
    folder.mkdir(mode=0o755)
    environment = {**plain(), "HELSEKILDE_DATA": f"{folder}/data", VARIABLE: str(prepared)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGTERM)
        process.wait()
        raise


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    """A folder that goes with the run; PostgreSQL's account may go through it."""
    with tempfile.TemporaryDirectory(
        prefix=prefix, dir=_place(), ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _place() -> Path | None:
    """In memory where there is room: each fault makes a database, and a disk is slow at that."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    return MEMORY if has_room else None


def _here(name: str, *, rounds: int, full: bool) -> int:
    """Run one in this process, say what it found, and turn that into an exit code."""
    began = time.monotonic()
    # Whatever happens below, a reader of the output is told which fault it was.
    try:
        found = fault(name)
        rounds = found.rounds if full else rounds
        print(f"{name}: {found.name}, {rounds} {'round' if rounds == 1 else 'rounds'}", flush=True)
        problems = found.run(rounds=rounds, tell=lambda line: print(f"  {line}", flush=True))
    except Absent as reason:
        required = os.environ.get("CI") == "true"
        print(f"  {'MISSING' if required else 'SKIPPED'} {name}: {reason}", flush=True)
        return BROKEN if required else ABSENT
    except Exception:  # noqa: BLE001 - said, and counted as a failure
        traceback.print_exc()
        problems = ["it ended with the error above"]
    for problem in problems:
        print(f"  PROBLEM {problem}", flush=True)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    return BROKEN if problems else WELL


if __name__ == "__main__":
    sys.exit(main())
