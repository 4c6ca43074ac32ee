"""No request says where the house is mounted."""

import socket
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.demo.supervisor import children
from cms.mount import MountGuard
from tests.patience import until

ROOT = Path(__file__).resolve().parents[3]


def seen(**given: str) -> dict[str, Any]:
    """What Django's handler gets of what a server says."""
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        found.update(environ)
        return []

    MountGuard(application)(given, None)
    return found


@pytest.mark.parametrize(
    "given",
    [
        {"SCRIPT_NAME": "/ond", "PATH_INFO": "/nb/"},
        {"SCRIPT_NAME": "", "PATH_INFO": "/ond/nb/"},
        {"PATH_INFO": "/ond/nb/", "SCRIPT_URL": "/vond/ond/nb/"},
        {"SCRIPT_NAME": "/ond", "PATH_INFO": "/nb/", "REDIRECT_URL": "/verre/nb/"},
    ],
)
def test_the_path_is_what_was_asked_for(given: dict[str, str]) -> None:
    assert seen(**given) == {"SCRIPT_NAME": "", "PATH_INFO": "/ond/nb/"}


def test_no_address_of_a_page_begins_with_it(db: str) -> None:
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/ond", "PATH_INFO": "/nb/", "QUERY_STRING": "",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(b""),
    }  # fmt: skip
    statuses: list[str] = []
    answer = MountGuard(WSGIHandler())(environ, lambda status, _headers: statuses.append(status))
    assert statuses == ["404 Not Found"]
    assert b"/ond/nb/emne" not in b"".join(answer)


def test_the_entry_point_stands_behind_it(db: str) -> None:
    from cms.wsgi import application

    assert isinstance(application.application, MountGuard)


APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr((environ["SCRIPT_NAME"], environ["PATH_INFO"])).encode()]
"""


def unit() -> list[str]:
    """What the systemd unit gives gunicorn."""
    text = (ROOT / "deploy/systemd/helsekilde-web.service").read_text()
    (line,) = [each for each in text.splitlines() if each.startswith("ExecStart=")]
    return line.split()


def supervised() -> list[str]:
    """What the demonstration's supervisor gives it."""
    return children(host="127.0.0.1", port=1, environment={})[0].command


@pytest.mark.parametrize("command", [unit, supervised], ids=lambda each: each.__name__)
def test_gunicorn_takes_no_such_header_from_its_own_machine(
    tmp_path: Path, command: Callable[[], list[str]]
) -> None:
    (trust,) = [each for each in command() if each.startswith("--forwarder-headers")]
    (tmp_path / "bare.py").write_text(APPLICATION)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "bare:application", "--bind", f"127.0.0.1:{port}",
         "--pythonpath", str(tmp_path), "--log-level", "critical", trust],
    )  # fmt: skip
    try:
        until(lambda: answered(port, "GET / HTTP/1.0\r\n\r\n"), "gunicorn listens")
        for path in ("/ond/nb/", "/nb/"):
            head = f"GET {path} HTTP/1.0\r\nSCRIPT_NAME: /ond\r\nPATH_INFO: /x\r\n\r\n"
            assert answered(port, head).endswith(f"('', '{path}')")
    finally:
        server.terminate()
        server.wait()


def answered(port: int, request: str) -> str:
    """All that a server answers; empty where there is none."""
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(request.encode())
            return b"".join(iter(lambda: connection.recv(4096), b"")).decode()
    except OSError:
        return ""
