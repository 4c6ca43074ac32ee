"""What the machine is given: the packages that the lock files name, and the code itself."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.drill.machine import PYTHON, ROOT

LOCKS = ("pip", "base")
KEPT = ROOT / "var" / "drill"


class NoSupplies(Exception):
    """Something that the machine needs cannot be had; says why."""


def wheels() -> Path:
    """A folder with every package of the lock files, for the system's own Python.

    Fetched once for each state of the lock files, by the same Python and with hashes checked.
    """
    files = [ROOT / "requirements" / f"{name}.txt" for name in LOCKS]
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = KEPT / f"wheels-{mark}"
    if folder.is_dir():
        return folder
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("wheels-*"):
        shutil.rmtree(old)
    with tempfile.TemporaryDirectory(dir=KEPT) as place:
        _run([PYTHON, "-m", "venv", f"{place}/venv"])
        for file in files:
            _run([f"{place}/venv/bin/python", "-m", "pip", "download", "--quiet",
                  "--disable-pip-version-check", "--only-binary=:all:", "--require-hashes",
                  "--dest", f"{place}/wheels", "--requirement", str(file)])  # fmt: skip
        Path(place, "wheels").rename(folder)
    return folder


def repository(folder: Path) -> Path:
    """A bare repository whose branch `main` is the work tree as it is, staged files included."""
    bare = folder / "helsekilde.git"
    changed = _run(["git", "-C", str(ROOT), "stash", "create"]).strip()
    _run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)])
    _run(["git", "-C", str(bare), "config", "receive.shallowUpdate", "true"])
    _run(["git", "-C", str(ROOT), "push", "--quiet", "--no-verify", str(bare),
          f"{changed or 'HEAD'}:refs/heads/main"])  # fmt: skip
    return bare


def _run(command: list[str]) -> str:
    names = {"GIT_AUTHOR_NAME": "drill", "GIT_AUTHOR_EMAIL": "drill@localhost",
             "GIT_COMMITTER_NAME": "drill", "GIT_COMMITTER_EMAIL": "drill@localhost"}  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **names}
    )
    if done.returncode:
        raise NoSupplies(f"{' '.join(command[:4])} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout
