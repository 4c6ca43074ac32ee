"""A worker and a web process whose clocks are two days ahead, and two days behind, for real."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.faults.registry import Absent
from tests.patience import happens

NAME = "clocks two days ahead and behind"
ROUNDS = 3
LIBRARIES = ("libfaketimeMT.so.1",)
HOUR = timedelta(hours=1)


def faked(offset: str) -> dict[str, str]:
    """What a process is started with to have another clock. Raises Absent without libfaketime."""
    found = [path for root in (Path("/usr/lib"), Path("/usr/local/lib"))
             for name in LIBRARIES for path in root.glob(f"**/faketime/{name}")]  # fmt: skip
    if not found:
        raise Absent("libfaketime is not installed (Debian's package faketime).")
    return {
        "LD_PRELOAD": str(found[0]), "FAKETIME": offset,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
    }  # fmt: skip


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    faked("+2d")
    from tests.faults.prepared import prepare

    prepare()
    problems: list[str] = []
    done = 0
    for number in range(rounds):
        for offset in ("+2d", "-2d"):
            problems += [f"{offset}: {line}" for line in _once(f"{number}{offset}", offset)]
            done += 1
    tell(f"{done} times: {len(problems)} texts early, late or kept too long")
    return problems


def _once(name: str, offset: str) -> list[str]:
    import requests
    from django.utils import timezone

    from editorial.editions.models import ClockReading, PublicDocument
    from tests.faults.house import publish
    from tests.faults.processes import Web
    from tests.faults.processes import worker as worker_process

    name = name.replace("+", "a").replace("-", "b")
    now = timezone.now().replace(microsecond=0)
    stays = publish(f"bliv{name}", expire_at=now + 30 * HOUR)
    waits = publish(f"vent{name}", go_live_at=now + 30 * HOUR)
    ends = publish(f"slutt{name}", expire_at=timezone.now() + timedelta(seconds=4))
    due = timezone.now() + timedelta(seconds=4)
    comes = publish(f"kom{name}", go_live_at=due)
    # A worker looks when it starts, and then each minute: what is due is so before its first look.
    happens(lambda: timezone.now() > due)

    def state(page: Any) -> str | None:
        row = PublicDocument.objects.filter(content_id=page.translation_key).first()
        return f"{row.state}, {row.status}" if row else None

    def due_is_done() -> bool:
        return state(ends) == "withdrawn, withdrawn" and state(comes) == "current, current"

    problems = []
    ClockReading.objects.all().delete()
    web = Web(environment=faked(offset), is_plain=True)
    with web.running(), worker_process(**faked(offset)).running() as worker:
        if not happens(due_is_done):
            problems.append(f"what was due was not done: {state(ends)}, {state(comes)}")
        if not happens(ClockReading.objects.exists):
            problems.append(f"the worker does not say how wrong it is: {worker.log()}")
        if not happens(web.is_up):
            return [*problems, f"the web server does not answer: {web.log()}"]
        kept = requests.get(f"{web.base}/api/v1/content/nb/{stays.public_path}", timeout=120)
        if kept.headers.get("Cache-Control") != "public, max-age=60, stale-if-error=3540":
            problems.append(f"kept: {kept.status_code} {kept.headers.get('Cache-Control')}")
        checks = requests.get(f"{web.base}/api/v1/health", timeout=120).json()["checks"]
        (skew,) = [row for row in checks if row["name"] == "skew"]
        if skew["isOk"] or "web process" not in skew["says"] or "worker" not in skew["says"]:
            problems.append(f"health says of it: {skew}")
    if state(stays) != "current, current":
        problems.append(f"a text with 30 hours left is {state(stays)}")
    if state(waits) is not None:
        problems.append(f"a text that was to wait for 30 hours is {state(waits)}")
    return problems
