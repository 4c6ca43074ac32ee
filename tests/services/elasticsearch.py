"""One Elasticsearch for the whole run: that of `ELASTICSEARCH_URL`, or one of our own."""

import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import pytest

from tests.services import absent

STARTER = Path(__file__).resolve().parents[2] / "deploy" / "dev" / "elasticsearch.py"
RUN_VARIABLE = "HELSEKILDE_TEST_RUN"


def _starter(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, STARTER, *words], capture_output=True, text=True, check=False
    )


def _started_here() -> Path:
    """Exists where this run has started the server and so must stop it."""
    run = os.environ[RUN_VARIABLE]
    return Path(tempfile.gettempdir()) / f"helsekilde-elasticsearch-of-{run}"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[RUN_VARIABLE] = uuid.uuid4().hex


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and _started_here().exists():
        _starter("stop")
        _started_here().unlink()


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """Address of a real Elasticsearch 8. Use index names of your own: all workers share it."""
    if os.environ.get("ELASTICSEARCH_URL"):
        return os.environ["ELASTICSEARCH_URL"].rstrip("/")
    running = _starter("status")
    if running.returncode == 0:
        return running.stdout.strip()
    started = _starter("start", "--brief")
    if started.returncode:
        absent(started.stderr.strip().splitlines()[-1])
    _started_here().touch()
    return started.stdout.strip()
