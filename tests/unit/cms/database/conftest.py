"""Real servers in folders of their own."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.database import embedded
from cms.database.postmaster import NOTE, SOCKET
from cms.settings.test_data import MEMORY
from tests.faults.pid_files import clear_away, remove

# In memory where there is some: most of these tests make a database.
PLACE = MEMORY if os.access(MEMORY, os.W_OK) else None


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """As pytest's own, with a short path and above it no folder that only root may enter.

    Where tests are run twice at once, the later run closes the folder that all of root's share.
    """
    with tempfile.TemporaryDirectory(prefix="hk-", dir=PLACE, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A data folder whose server was started once and is stopped; its path is short."""
    with tempfile.TemporaryDirectory(prefix="hk-", dir=PLACE, ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder) / "data"
        embedded.start(data_dir=data_dir, durable=False)
        embedded.stop(data_dir=data_dir)
        yield data_dir


@pytest.fixture
def data_dir(made: Path) -> Iterator[Path]:
    """The same for one test: stopped before and afterwards, and nothing set aside in it."""
    try:
        yield made
    finally:
        embedded.stop(data_dir=made)
        for name in (NOTE, SOCKET, f"{SOCKET}.lock"):
            remove(made / "postgres" / name)
        clear_away(made / "postgres")
