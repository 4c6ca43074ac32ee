"""`manage.py demo` from an empty folder to nothing left: started, looked at, hurt, stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings

from cms.demo.accounts import demo_accounts
from tests import patience
from tests.shell import plain

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.story, pytest.mark.long]
PATIENCE = 600
until = partial(patience.until, seconds=PATIENCE, pause=0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Demo:
    """One demonstration in a folder of its own; what it prints goes to a file."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.with_name(f"{self.data.name}-{self.starts}.log")

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def start(self) -> None:
        self.starts += 1
        environment = plain() | {
            "HELSEKILDE_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
            "PUBLIC_BASE_URL": f"http://localhost:{self.port}",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(self.port)],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for(self, text: str) -> None:
        assert self.process is not None
        process = self.process
        until(lambda: text in self.printed() or process.poll() is not None, text)
        assert text in self.printed(), self.printed()

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def left(self) -> list[str]:
        """Processes that still know this data folder or this port."""
        marks = (str(self.data), f"127.0.0.1:{self.port}")
        found = []
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), *process.environ().values()]
            except (psutil.Error, OSError):
                continue
            if process.pid != os.getpid() and any(mark in word for mark in marks for word in words):
                found.append(" ".join(process.cmdline()))
        return found

    def postmaster(self) -> int:
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def answers(self, path: str) -> int:
        try:
            return requests.get(f"{self.base}{path}", timeout=PATIENCE).status_code
        except requests.RequestException:
            return 0


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration that was started once, in a folder with a blank in its name."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "the data")
    demo.start()
    try:
        demo.wait_for("Ctrl-C stops everything.")
        yield demo
    finally:
        if demo.process is not None and demo.process.poll() is None:
            demo.stop()


@pytest.fixture
def demo(loaded: Demo) -> Demo:
    """The same, running again where the test before has stopped it."""
    assert loaded.process is not None
    if loaded.process.poll() is not None:
        loaded.start()
        loaded.wait_for("Ctrl-C stops everything.")
    return loaded


def children(demo: Demo) -> dict[str, psutil.Process]:
    """Web and worker, as they run now."""
    assert demo.process is not None
    found = {}
    for process in psutil.Process(demo.process.pid).children():
        if "gunicorn" in process.cmdline():
            found["web"] = process
        elif "worker" in process.cmdline():
            found["worker"] = process
    return found


def test_site_api_and_docs_answer(demo):
    assert [demo.answers(f"/{lang}/") for lang in ("nb", "nn", "se", "en")] == [200] * 4
    assert "Astma" in requests.get(f"{demo.base}/nb/sykdom/astma", timeout=PATIENCE).text
    assert demo.answers("/nb/behandling/sma-brannskader-hjemme") == 410
    assert demo.answers("/api/v1/docs") == 200
    found = requests.get(
        f"{demo.base}/api/v1/search", params={"q": "tungpust", "lang": "nb"}, timeout=PATIENCE
    ).json()
    assert "Astma" in str(found)


@pytest.mark.parametrize(("role", "username", "password"), demo_accounts())
def test_each_account_that_is_printed_can_log_in(demo, role, username, password):
    assert re.search(rf"{role} +{username} +{password}\n", demo.printed())
    with requests.Session() as browser:
        browser.get(f"{demo.base}/admin/login/", timeout=PATIENCE)
        answer = browser.post(
            f"{demo.base}/admin/login/",
            data={
                "username": username,
                "password": password,
                "csrfmiddlewaretoken": browser.cookies["csrftoken"],
            },
            timeout=PATIENCE,
            allow_redirects=False,
        )
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/")
        assert browser.get(f"{demo.base}/admin/", timeout=PATIENCE).status_code == 200


def test_a_second_demo_on_the_same_folder_is_refused(demo):
    other = Demo(demo.data)
    other.starts = 100
    other.start()
    assert other.process is not None
    assert other.process.wait(timeout=PATIENCE) == 1
    assert other.printed() == (
        f"CommandError: Another demo runs on {demo.data}. Choose another folder: "
        "make demo DATA=/some/folder\n"
    )
    assert demo.answers("/nb/") == 200


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_is_killed_comes_back_and_is_told(demo, name):
    first = children(demo)[name]
    first.kill()
    demo.wait_for(f"{name} (process {first.pid}) was ended by SIGKILL; started again in ")
    until(lambda: name in children(demo) and children(demo)[name].pid != first.pid, name)
    until(lambda: demo.answers("/nb/") == 200, "the site answers")


def test_a_database_that_is_killed_comes_back_with_everything(demo):
    os.kill(demo.postmaster(), signal.SIGKILL)
    demo.wait_for("PostgreSQL was gone; it runs again.")
    until(lambda: demo.answers("/nb/sykdom/astma") == 200, "the article is there")
    until(lambda: demo.answers("/nb/sykdom/migrene") == 200, "and so is another")


def test_it_stops_whole_and_starts_again_with_everything(demo):
    assert demo.stop() == 0
    assert demo.printed().endswith("Stopped.\n")
    assert demo.left() == []
    assert not (demo.data / "postgres" / "postmaster.pid").exists()
    demo.start()
    demo.wait_for("Ctrl-C stops everything.")
    assert "\n0 texts published.\n" in demo.printed()
    assert demo.answers("/nb/sykdom/astma") == 200
    assert demo.answers("/nb/behandling/sma-brannskader-hjemme") == 410
    assert demo.stop(signal.SIGINT) == 0
    assert demo.left() == []


@pytest.mark.parametrize("moment", ["", "Preparing the database", "  3/"])
def test_a_signal_while_it_loads_leaves_nothing_behind(tmp_path, moment):
    early = Demo(tmp_path / "data")
    early.start()
    if moment:
        early.wait_for(moment)
    else:
        until((early.data / "postgres").exists, "the database is being made")
    assert early.stop() == 128 + signal.SIGTERM
    until(lambda: early.left() == [], "nothing is left")
    assert not (early.data / "postgres" / "postmaster.pid").exists()


def test_a_port_that_is_in_use_is_said_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = Demo(tmp_path / "data", port=taken.getsockname()[1])
        demo.start()
        assert demo.process is not None
        assert demo.process.wait(timeout=PATIENCE) == 1
    assert demo.printed() == (
        f"CommandError: Port {demo.port} is in use. Choose another: make demo PORT=9000\n"
    )
    assert demo.left() == []


def test_a_folder_that_can_not_be_written_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("no folder")
    demo = Demo(tmp_path / "file" / "data")
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--port", str(demo.port)],
        cwd=settings.BASE_DIR,
        env={
            **plain(),
            "HELSEKILDE_DATA": str(demo.data),
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"The data folder {demo.data} can not be written (Not a directory).\n"
