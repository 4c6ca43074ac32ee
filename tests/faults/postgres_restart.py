"""PostgreSQL is restarted under load of readers, fast and at once; clocks and readers go on."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

NAME = "PostgreSQL restarted under load of readers"
ROUNDS = 5
READERS = 8
MODES = ("fast", "immediate")


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Each round restarts twice, once in each mode."""
    from tests.faults.house import House, Readers, free_port
    from tests.faults.prepared import prepare

    data = prepare()
    paths = _publish()
    problems: list[str] = []
    with House(data, free_port()).running() as house:
        if _late(None):
            return ["the clocks did not run before anything was restarted"]
        with Readers(house.base, paths, READERS).reading() as readers:
            seconds = [
                _restart(data, mode, problems, tell) for _round in range(rounds) for mode in MODES
            ]
        problems += [line for line in house.told if "worker" in line]
    tell(
        f"{len(seconds)} restarts; the last clock ran {max(seconds):.1f} s after PostgreSQL was "
        f"back, at most; {sum(readers.answers.values())} answers: {dict(readers.answers)}"
    )
    problems += [f"{count} times {what}" for what, count in readers.problems.items()]
    return problems


def _publish() -> list[str]:
    """One public text; the addresses at which it, and a search, are read."""
    from tests.faults.house import publish

    page = publish("feber")
    path = page.public_path
    return [
        f"/api/v1/content/nb/{path}",
        f"/nb/{path}",
        "/api/v1/changes?since=0",
        "/api/v1/search?q=feber&lang=nb",
        "/nb/",
    ]


def _restart(data: Any, mode: str, problems: list[str], tell: Callable[[str], None]) -> float:
    """Restart once and wait until every quick clock has run. Returns seconds since it was back."""
    from tests.faults.house import again, pg_ctl

    pg_ctl(data, "restart", "-m", mode)
    back = time.monotonic()
    since = again(_now)
    late = _late(since)
    seconds = time.monotonic() - back
    tell(f"{mode}: every clock ran again {seconds:.1f} s after PostgreSQL was back")
    if late:
        problems.append(f"{mode}: not run again: {', '.join(late)}")
    return seconds


def _late(since: datetime | None) -> list[str]:
    """Wait for the quick clocks. Returns those that have not succeeded since then."""
    from editorial.clocks.models import ClockRun
    from editorial.clocks.registry import clocks
    from tests.faults.house import again
    from tests.patience import happens

    wanted = {each.name for each in clocks() if not each.is_long}

    def left() -> list[str]:
        rows = ClockRun.objects.exclude(succeeded_at=None)
        rows = rows.filter(succeeded_at__gt=since) if since else rows
        return sorted(wanted - set(again(lambda: list(rows.values_list("name", flat=True)))))

    happens(lambda: not left())
    return left()


def _now() -> datetime:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
        return moment
