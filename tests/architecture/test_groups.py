"""What must not run beside itself is kept on one worker: a demonstration, a drill, one server."""

import json
import subprocess
import sys

SUITE = """
import json, os, pathlib, pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_one(number):
    with (pathlib.Path(__file__).parent / "ran").open("a") as file:
        file.write(json.dumps([os.environ["PYTEST_XDIST_WORKER"], number]) + "\\n")
"""


def test_tests_of_one_group_run_on_one_worker(tmp_path):
    (tmp_path / "test_together.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup",
         "-p", "no:randomly", "-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    ran = [json.loads(line) for line in (tmp_path / "ran").read_text().splitlines()]
    assert len(ran) == 8
    assert len({worker for worker, _number in ran}) == 1
