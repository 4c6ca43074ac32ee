"""The starter of the tests' Elasticsearch stops its own server, and nobody who has its number."""

import os
import subprocess
import sys

import pytest

from tests.services.elasticsearch import STARTER


@pytest.fixture
def stranger(tmp_path):
    """A process that names the server's folder, as somebody who reads its log does."""
    script = "import time; print(flush=True); time.sleep(3600)"
    words = [f"-Djava.io.tmpdir={tmp_path / 'tmp'}", "org.elasticsearch.bootstrap.Elasticsearch"]
    with subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


@pytest.mark.parametrize("content", ["{pid}", "{pid}\n", "", "x", "-1", "0", "9" * 30, "1"])
def test_stopping_with_a_left_over_number_signals_nobody(tmp_path, stranger, content):
    (tmp_path / "pid").write_text(content.format(pid=stranger.pid))
    done = subprocess.run(
        [sys.executable, str(STARTER), "stop", "--folder", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert stranger.poll() is None
    os.kill(stranger.pid, 0)
