"""A dump is taken, a text is withdrawn as unsafe, others come, and the dump is restored: with
PostgreSQL's own programs, in turn as a new database and in place of the tables, while web and
worker run and readers read.
"""

import itertools
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.patience import happens, until

NAME = "An old backup restored under load of readers"
ROUNDS = 4
# So many answers in a row: each web process has given some of them.
MANY = 200
# What is answered while the log has lost its end; a database that is away is tried again sooner.
RESTORED_SECONDS = "60"
DEADLOCK = "deadlock detected"


@dataclass(frozen=True)
class Answer:
    """One read. All on one `line`, a connection that is kept, come from one web process."""

    moment: float
    status: int
    line: int
    says_restored: bool


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Each round restores once; every other one in place, so that connections stay."""
    from tests.faults.house import House, free_port
    from tests.faults.prepared import prepare

    data = prepare()
    problems: list[str] = []
    with House(data, free_port()).running() as house:
        for number in range(rounds):
            in_place = number % 2 == 1
            problems += [
                f"round {number + 1}: {problem}"
                for problem in _round(house, data, number, in_place=in_place, tell=tell)
            ]
    return problems


def _round(
    house: Any, data: Path, number: int, *, in_place: bool, tell: Callable[[str], None]
) -> list[str]:
    from editorial.editions.models import LogEntry
    from tests.faults.house import again, publish

    problems: list[str] = []
    unsafe, other = publish(f"farlig-{number}"), publish(f"annet-{number}")
    address = f"{house.base}/nb/{unsafe.public_path}"
    dump = data / f"{number}.dump"
    _program("pg_dump", "--format=custom", f"--file={dump}", _url())
    kept = LogEntry.objects.count()
    _withdraw(unsafe)
    for count in range(3):
        publish(f"ny-{number}-{count}")
    newest = LogEntry.objects.count()
    cursor, said = _cursor(house)
    if not cursor:
        return [f"nothing was restored: the feed of changes gave no cursor, but {said}"]
    if not happens(lambda: again(_signed) == newest):
        problems.append("the worker signed no head of the newest entry")
    with _seen(address) as seen:
        restored = _restore(dump, in_place=in_place)
        happens(lambda: _status(f"{house.base}/api/v1/health") == "restored")
        if not happens(lambda: _stopped(seen[-MANY:])):
            problems.append("the unsafe text was served on and on")
        quiet = len(seen)
        happens(lambda: len(seen) > quiet + MANY)
        if not _stopped(seen[quiet:]):
            problems.append("the unsafe text was served again")
    # It was withdrawn when the reading began: each of these is one too many.
    shown = [max(each.moment - restored, 0.0) for each in seen if each.status == 200]
    tell(
        f"round {number + 1}, {'in place' if in_place else 'as a new database'}: entries "
        f"{kept + 1} to {newest} lost; of {len(seen)} reads of the unsafe text {len(shown)} got "
        f"it, the last {max(shown, default=0.0):.1f} s after it was restored"
    )
    if not in_place and shown:
        problems.append("the unsafe text was served from a new connection")
    if relapses := _relapses(seen):
        problems.append(f"a process that had noticed showed the unsafe text, {relapses} times")
    problems += _stands_still(house, other, kept=kept, newest=newest, number=number)
    problems += _goes_on(house, address, other, cursor=cursor, number=number, tell=tell)
    return problems


def _cursor(house: Any) -> tuple[str, str]:
    """How far a reader has come, and what the last answer said.

    After a decision each process serves again when it has looked, and this may be one that has
    not; one that goes on standing still gives no cursor.
    """
    answers: list[requests.Response] = []

    def is_served() -> bool:
        answers.append(requests.get(f"{house.base}/api/v1/changes", timeout=60))
        return answers[-1].status_code == 200

    happens(is_served)
    answer = answers[-1]
    said = f"{answer.status_code} {answer.text[:300]}"
    return (str(answer.json()["cursor"]) if answer.status_code == 200 else ""), said


def _stands_still(house: Any, other: Any, *, kept: int, newest: int, number: int) -> list[str]:
    """Everything that must be so before a person has decided."""
    from content_models.publishing import PublicationRefused
    from tests.faults.house import again, publish

    problems = []
    lost = f"Entries {kept + 1} to {newest} are lost"
    health = requests.get(f"{house.base}/api/v1/health", timeout=60)
    said = {row["name"]: row["says"] for row in health.json()["checks"]}
    if (health.status_code, health.json()["status"]) != (503, "restored"):
        problems.append(f"health answers {health.status_code} {health.json()['status']}")
    if lost not in said["restored"]:
        problems.append(f"health says {said['restored']!r}")
    for path in (f"/nb/{other.public_path}", "/api/v1/changes", "/nb/", "/sitemap-nb.xml"):
        answer = requests.get(house.base + path, timeout=60)
        if answer.status_code != 503 or "Retry-After" not in answer.headers:
            problems.append(f"{path} answers {answer.status_code}")
    for command in ("audit_editions", "integrity_sweep", "head_sign"):
        if lost not in again(lambda command=command: _fails(command)):
            problems.append(f"{command} does not say why")
    try:
        publish(f"stille-{number}")
    except PublicationRefused as refused:
        if [reason.code for reason in refused.reasons] != ["restored"]:
            problems.append(f"a publication was refused with {refused}")
    else:
        problems.append("a text was published")
    return problems


def _goes_on(
    house: Any, address: str, other: Any, *, cursor: str, number: int,
    tell: Callable[[str], None],
) -> list[str]:  # fmt: skip
    """A duty editor withdraws meanwhile, an editor-in-chief decides, and the house goes on."""
    from django.core.management import call_command

    from editorial.editions.audit import audit
    from tests.faults.house import publish

    problems = []
    _withdraw(other)
    out = StringIO()
    call_command(
        "restore_accept", account="chief", reason="The disk was lost.", yes=True, stdout=out
    )
    tell(next(line for line in out.getvalue().splitlines() if line.startswith("Accepted")))
    if not happens(lambda: requests.get(address, timeout=60).status_code == 410):
        problems.append("the unsafe text is not answered by 410 afterwards")
    # Each process serves again when it has looked, within seconds; until then it answers 503.
    answers, since = [0], f"{house.base}/api/v1/changes?since={cursor}"

    def is_served() -> bool:
        answers.append(requests.get(since, timeout=60).status_code)
        return answers[-1] != 503

    happens(is_served)
    if answers[-1] != 409:
        problems.append(f"a cursor out of the lost part is answered by {answers[-1]}")
    page = publish(f"igjen-{number}")
    if not happens(lambda: house.answers(f"/nb/{page.public_path}")):
        problems.append("what is published afterwards cannot be read")
    problems += [str(finding) for finding in audit()]
    # Each process knows it within seconds.
    if not happens(lambda: _status(f"{house.base}/api/v1/health") not in ("restored", "")):
        problems.append("health says restored on and on")
    return problems


def _stopped(answers: list[Answer]) -> bool:
    """Whether these are many, and none of them shows the text."""
    return len(answers) >= MANY and all(each.status == 503 for each in answers)


def _relapses(answers: list[Answer]) -> int:
    """On how many lines the text was shown after an answer that the log has lost its end."""
    lines = defaultdict(list)
    for each in answers:
        lines[each.line].append(each)
    found = 0
    for line in lines.values():
        noticed = next((n for n, each in enumerate(line) if each.says_restored), len(line))
        found += any(each.status == 200 for each in line[noticed:])
    return found


def _withdraw(page: Any) -> None:
    from cms.users.models import User
    from editorial.editions.services import edition_withdraw

    edition_withdraw(
        content_id=page.translation_key, actor=User.objects.get(username="duty"),
        reason="unsafe", notices={},
    )  # fmt: skip


def _signed() -> int:
    """The entry of the newest clean head in the folder."""
    from editorial.editions.heads.selectors import signed_heads

    return max((head.seq for head in signed_heads() if not head.is_restored), default=0)


def _fails(command: str) -> str:
    """What a command says that ends with exit code 1; empty where it does not."""
    from django.core.management import CommandError, call_command

    try:
        call_command(command, stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        return str(error)
    return ""


def _status(address: str) -> str:
    try:
        return str(requests.get(address, timeout=60).json()["status"])
    except (requests.RequestException, ValueError):
        return ""


@contextmanager
def _seen(address: str) -> Iterator[list[Answer]]:
    """Read one address again and again; each answer with the moment at which it was there."""
    found: list[Answer] = []
    stopping = threading.Event()
    parts, lines = urlsplit(address), itertools.count()

    def read() -> None:
        line = next(lines)
        with closing(HTTPConnection(parts.netloc, timeout=60)) as connection:
            while not stopping.is_set():
                if connection.sock is None:
                    line = next(lines)
                try:
                    connection.request("GET", parts.path)
                    answer = connection.getresponse()
                    answer.read()
                except (OSError, HTTPException):
                    connection.close()
                    continue
                told = answer.getheader("Retry-After") == RESTORED_SECONDS
                found.append(Answer(time.monotonic(), answer.status, line, told))
                time.sleep(0.02)

    threads = [threading.Thread(target=read, daemon=True) for _number in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def _restore(dump: Path, *, in_place: bool) -> float:
    """As docs/operations/backup.md says, but that the processes are not even stopped. Returns the
    moment at which the old rows were there.
    """
    import psycopg
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from psycopg import sql

    connections.close_all()
    name = settings.DATABASE_OWNER["NAME"]
    if in_place:
        command = (
            "pg_restore", "--exit-on-error", "--clean", "--single-transaction",
            f"--dbname={_url()}", str(dump),
        )  # fmt: skip
        # It takes table after table from those who read and write; who gives way may be either.
        until(lambda: _attempted(*command), "the tables are replaced")
    else:
        database = sql.Identifier(name)
        server = _url(user="postgres", name="postgres")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    database, sql.Identifier(settings.DATABASE_OWNER["USER"])
                )
            )
        _program("pg_restore", "--exit-on-error", f"--dbname={_url()}", str(dump))
    restored = time.monotonic()
    call_command("database_prepare", verbosity=0)
    return restored


def _url(*, user: str = "", name: str = "") -> str:
    """The owner's address of the house's database, or another's of another."""
    from urllib.parse import quote

    from django.conf import settings

    owner = settings.DATABASE_OWNER
    host = quote(owner["HOST"], safe="")
    return f"postgresql://{user or owner['USER']}@/{name or owner['NAME']}?host={host}"


def _attempted(name: str, *arguments: str) -> bool:
    """Whether it came through; False where it gave way to others, and changed nothing."""
    try:
        _program(name, *arguments)
    except RuntimeError as error:
        if DEADLOCK in str(error):
            return False
        raise
    return True


def _program(name: str, *arguments: str) -> None:
    from cms.database.programs import program

    done = subprocess.run([program(name), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr.strip()[-2000:]}")
