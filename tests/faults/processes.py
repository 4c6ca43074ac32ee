"""Single processes beside a fault, what readers are answered by them, and a duty editor's way."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.faults.prepared import DUTY_PASSWORD, SETTINGS


def address(alias: str) -> str:
    """Where this house's database is, for a process that must not start one of its own."""
    from django.db import connections

    settings = connections[alias].settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


@dataclass
class Process:
    """One real process of the house; what it says is kept in a file."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    @contextlib.contextmanager
    def running(self) -> Iterator["Process"]:
        from django.conf import settings

        environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DATABASE_URL": address("default"), "DATABASE_PUBLIC_URL": address("public"),
            **self.environment,
        }  # fmt: skip
        with tempfile.TemporaryFile() as self.said:
            self.child = subprocess.Popen(
                self.command, cwd=settings.BASE_DIR, env=environment,
                stdout=self.said, stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                yield self
            finally:
                self.child.terminate()
                try:
                    self.child.wait(timeout=60)
                except subprocess.TimeoutExpired:
                    self.child.kill()
                    self.child.wait()

    def log(self) -> str:
        """The end of what it has said so far."""
        self.said.seek(0)
        return self.said.read().decode(errors="replace")[-2000:]


@dataclass
class Web(Process):
    """A web server of the kind that production runs."""

    command: list[str] = field(default_factory=list)
    port: int = 0
    # gunicorn judges its workers by the clock, and ends them where that was moved from outside.
    is_plain: bool = False

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.command = [
            sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--bind",
            f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4",
        ]  # fmt: skip
        if self.is_plain:
            self.command = [
                sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}",
            ]  # fmt: skip
        self.environment.setdefault("PUBLIC_BASE_URL", self.base)

    def is_up(self) -> bool:
        """It answers something, well or not."""
        try:
            requests.get(f"{self.base}/robots.txt", timeout=60)
        except requests.RequestException:
            return False
        return True


def worker(**environment: str) -> Process:
    return Process([sys.executable, "manage.py", "worker"], environment)


def reads(web: Web, page: Any) -> dict[str, int]:
    """What a reader is answered, by address."""
    addresses = (
        "/nb/", f"/nb/{page.public_path}", f"/api/v1/content/nb/{page.public_path}",
        "/api/v1/changes?since=0", "/nb/search?q=hode", "/api/v1/search?q=hode&lang=nb",
    )  # fmt: skip
    return {each: requests.get(web.base + each, timeout=120).status_code for each in addresses}


def withdraws(web: Web, page: Any) -> list[str]:
    """A duty editor logs in, looks round and withdraws a text; returns what went wrong."""
    editor = requests.Session()
    problems = []

    def get(path: str) -> str:
        answer = editor.get(web.base + path, timeout=120)
        if answer.status_code != 200:
            problems.append(f"{path}: {answer.status_code}")
        return answer.text

    def post(path: str, html: str, data: dict[str, Any]) -> int:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        answer = editor.post(
            web.base + path,
            data={**data, "csrfmiddlewaretoken": token.group(1) if token else ""},
            headers={"Referer": web.base + path}, allow_redirects=False, timeout=120,
        )  # fmt: skip
        return answer.status_code

    form = get("/admin/login/")
    if post("/admin/login/", form, {"username": "duty", "password": DUTY_PASSWORD}) != 302:
        return [*problems, "the duty editor could not log in"]
    get("/admin/")
    get("/admin/pages/")
    path = f"/admin/pages/{page.pk}/withdraw/"
    data = {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Ikke bruk."}
    if (status := post(path, get(path), data)) != 302:
        problems.append(f"the withdrawal was answered with {status}")
    gone = requests.get(f"{web.base}/nb/{page.public_path}", timeout=120).status_code
    if gone != 410:
        problems.append(f"the withdrawn text is answered with {gone}")
    return problems


@contextlib.contextmanager
def unwritable() -> Iterator[Path]:
    """A folder in which nobody can write, root neither: a file stands where it should be."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "full"
        file.write_text("not a folder")
        yield file / "data"
