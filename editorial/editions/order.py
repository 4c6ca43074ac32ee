"""Who stands in the way of the log: transactions that hold it, a table or a row, and go on."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

# Nobody of ours works for as long with what others wait for.
HOLDING_SECONDS: Final = 5
LOG: Final = "log"


@dataclass(frozen=True, slots=True)
class Holder:
    """A session of the database that holds up others.

    `age` of its transaction and `idle` are in seconds: None where the session is not in one, is at
    work, or belongs to another login, which keeps both to itself. `holds` is "log", the names of
    the tables that it holds whole, or "" where it holds something else that somebody waits for.
    """

    pid: int
    login: str
    program: str
    age: int | None
    idle: int | None
    holds: str

    def __str__(self) -> str:
        tables = f"a whole table ({self.holds})" if self.holds else "what others wait for"
        what = "the lock of the log" if self.holds == LOG else tables
        program = f", program {self.program}" if self.program else ""
        since = "" if self.age is None else f", in a transaction of {self.age} s"
        rests = "" if self.idle is None else f", idle for {self.idle} s"
        return f"process {self.pid} (login {self.login}{program}) holds {what}{since}{rests}"


def holders(*, seconds: int = HOLDING_SECONDS) -> list[Holder]:
    """Transactions of at least so many seconds that hold up others, whoever has the log first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM editions_holders(%s)", [seconds])
        return [Holder(*row) for row in cursor.fetchall()]


def holder_end(*, pid: int) -> bool:
    """End the session of one of them; what it had not committed is undone.

    False where it stands in nobody's way any more. Raises DatabaseError: it is another login's.
    """
    if pid not in {each.pid for each in holders(seconds=0)}:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        return bool(cursor.fetchone()[0])
