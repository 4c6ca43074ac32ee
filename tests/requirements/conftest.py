"""Fresh virtual environments with a pip of a certain age, and the registry that it asks."""

import ensurepip
import os
import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services import absent

# The oldest that we hold to is what Python 3.11.0 brings.
OLDEST = "22.3"
PIPS = {"oldest": f"=={OLDEST}", "newest": ""}
PATIENCE_SECONDS = 1200


def run_pip(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the pip of a virtual environment, asking about nothing but what it is told to."""
    return subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.fixture(scope="session")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the pip that this Python brings; needs no registry."""
    folder = tmp_path_factory.mktemp("brought")
    venv.create(folder, with_pip=True, symlinks=True)
    return folder


@pytest.fixture
def pip_of(tmp_path: Path) -> Callable[[str], Path]:
    """Make a fresh virtual environment with one of PIPS; a stated skip where none can be had."""

    def fresh(age: str) -> Path:
        folder = tmp_path / "venv"
        venv.create(folder, with_pip=True, symlinks=True)
        if PIPS[age] != f"=={ensurepip.version()}":
            done = run_pip(folder, "install", "--quiet", "--upgrade", f"pip{PIPS[age]}")
            if done.returncode:
                absent(f"The package registry can not be reached: {done.stderr.strip()[-300:]}")
        return folder

    return fresh
