"""`manage.py demo`: everything on one machine, ready to be looked at."""

import errno
import fcntl
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import connections

from cms.database import embedded
from cms.demo.accounts import demo_accounts
from cms.demo.supervisor import Database, answers, children, supervise

STEPS = (
    ("Preparing the database", "database_prepare", 0),
    ("Making languages, groups and tasks", "provision", 0),
    ("Publishing the demonstration's texts through the real sign-off", "demo_content", 1),
)
LARGEST_PORT = 65535


class Command(BaseCommand):
    help = "Prepare the database, load the demo, run web and worker until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        # As text: what is no number gets the same line as a number that is no port.
        parser.add_argument("--port", default="8000")
        parser.add_argument(
            "--host",
            default="127.0.0.1",
            help="address to listen on; the passwords are known, so others than this machine "
            "should not reach it (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The demo runs under demo settings only.")
        host, port = options["host"], _port(options["port"])
        with self._alone():
            self._require_free(host, port)
            for text, command, verbosity in STEPS:
                began = time.monotonic()
                self._tell(f"{text} …")
                call_command(command, verbosity=verbosity, stdout=self.stdout)
                self._tell(f"  {time.monotonic() - began:.1f} s")
            connections.close_all()
            self._run(host, port)
        self._tell("Stopped.")

    def _run(self, host: str, port: int) -> None:
        self._tell("Starting web and worker …")
        ours = not settings.ENV.database_url
        environment = {}
        if ours:
            # Children get addresses and do not join the server: it is one process's to stop. The
            # owner's address is not among them.
            database = embedded.start(data_dir=settings.ENV.helsekilde_data)
            environment = {
                "DATABASE_URL": database.application,
                "DATABASE_PUBLIC_URL": database.public,
            }
        probe = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 - a comparison
        try:
            supervise(
                children(host=host, port=port, environment=environment),
                before=[Database(settings.ENV.helsekilde_data)] if ours else [],
                tell=self._tell,
                is_ready=lambda: answers(host=probe, port=port, path="/nb/"),
                on_ready=lambda: self._announce(port),
            )
        finally:
            if ours:
                embedded.stop(data_dir=settings.ENV.helsekilde_data)

    def _tell(self, line: str) -> None:
        # A terminal that is gone must not keep anything from being stopped.
        with suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One demo for a data folder at a time: the first to stop would take the database along."""
        folder = settings.DATA_DIR
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".demo.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CommandError(
                    f"Another demo runs on {folder}. Choose another folder: "
                    "make demo DATA=/some/folder"
                ) from error
            yield

    def _require_free(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    reason = f"Port {port} is in use. Choose another: make demo PORT=9000"
                elif isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                    reason = (
                        f"{host} is no address of this machine ({error.strerror}). Leave HOST out, "
                        "or HOST=0.0.0.0 for all of its addresses."
                    )
                else:
                    reason = (
                        f"Port {port} of {host} cannot be used ({error.strerror}). Choose another: "
                        "make demo PORT=9000"
                    )
                raise CommandError(reason) from error

    def _announce(self, port: int) -> None:
        base = settings.PUBLIC_BASE_URL
        seconds = time.time() - psutil.Process().create_time()
        rows = [
            ("Citizens' site", f"{base}/nb/"),
            ("Editorial house", f"{base}/admin/"),
            ("Content API", f"{base}/api/v1/docs"),
        ]
        lines = [f"Ready after {seconds:.1f} s.\n"]
        lines += [f"  {name:18} {address}" for name, address in rows]
        lines += ["", "  Accounts (demonstration only):"]
        lines += [
            f"  {role:18} {username:14} {password}" for role, username, password in demo_accounts()
        ]
        self._tell("\n".join([*lines, "\nCtrl-C stops everything."]))


def _port(text: object) -> int:
    digits = str(text)
    # Five digits are the most: a longer number is not read at all.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST_PORT))):
        raise CommandError(f"{digits[:20]!r} is no port. Choose one: make demo PORT=9000")
    if not 0 < int(digits) <= LARGEST_PORT:
        raise CommandError(f"{digits} is no port. Choose one: make demo PORT=9000")
    return int(digits)
