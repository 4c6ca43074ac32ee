"""`manage.py demo`: everything on one machine, ready to be looked at."""

import socket
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from cms.demo.accounts import demo_accounts
from cms.demo.supervisor import children, supervise


class Command(BaseCommand):
    help = "Prepare the database, load the demo, run web and worker until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The demo runs under demo settings only.")
        port = options["port"]
        self._require_free(port)
        began = time.monotonic()
        for text, command in (
            ("Preparing the database", "database_prepare"),
            ("Provisioning languages, groups and tasks", "provision"),
            ("Loading demonstration content through the real sign-off", "demo_content"),
        ):
            self.stdout.write(f"{text} …")
            call_command(command, verbosity=0)
        self.stdout.write(f"Ready in {time.monotonic() - began:.0f} s.\n\n")
        self._announce(port)
        supervise(children(port=port))
        self.stdout.write("\nStopped.")

    def _require_free(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))  # noqa: S104 - as the server will
            except OSError as error:
                raise CommandError(
                    f"Port {port} is in use. Choose another: make demo PORT=9000"
                ) from error

    def _announce(self, port: int) -> None:
        base = f"http://localhost:{port}"
        rows = [
            ("Citizens' site", f"{base}/nb/"),
            ("Editorial house", f"{base}/admin/"),
            ("Content API", f"{base}/api/v1/docs"),
        ]
        for name, address in rows:
            self.stdout.write(f"  {name:18} {address}")
        self.stdout.write("\n  Accounts (demonstration only):")
        for role, username, password in demo_accounts():
            self.stdout.write(f"  {role:18} {username:14} {password}")
        self.stdout.write("\nCtrl-C stops everything.")
