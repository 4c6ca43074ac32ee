"""Who stands in the way of the log: transactions that hold its lock and do nothing."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

# Nobody of ours thinks for as long in the middle of a transaction.
IDLE_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Holder:
    """A session of the database. `idle` is in seconds; `holds_order` says that it has the log.

    One that has it not holds a row that somebody waits for.
    """

    pid: int
    login: str
    program: str
    idle: int
    holds_order: bool

    def __str__(self) -> str:
        what = "the lock of the log" if self.holds_order else "a row that others wait for"
        program = f", program {self.program}" if self.program else ""
        return (
            f"process {self.pid} (login {self.login}{program}) holds {what}, idle for {self.idle} s"
        )


def idle_holders(*, seconds: int = IDLE_SECONDS) -> list[Holder]:
    """Transactions that have held up others, idle, for at least so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM editions_idle_holders(%s)", [seconds])
        return [Holder(*row) for row in cursor.fetchall()]


def holder_end(*, pid: int) -> bool:
    """End the session of one of them; what it had not committed is undone.

    False where it stands in nobody's way any more.
    """
    if pid not in {each.pid for each in idle_holders(seconds=0)}:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        return bool(cursor.fetchone()[0])
