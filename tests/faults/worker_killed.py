"""Workers are killed and stopped in the middle of their work; nothing is lost or doubled."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

NAME = "workers killed (SIGKILL) and stopped (SIGSTOP) while they publish and deliver"
ROUNDS = 20
WORKERS = 2
# Due in each round: texts that the clock publishes, and as many that people publish meanwhile.
TEXTS = 2
LONGEST_STOP = 4.0
SEED = 10


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Each round kills one worker and stops another for a while, with work on their hands."""
    from tests.faults.house import House, free_port
    from tests.faults.prepared import prepare

    rng = random.Random(SEED)
    kills: Counter[str] = Counter()
    pages: list[int] = []
    data = prepare()
    with House(data, free_port(), workers=WORKERS).running() as house:
        for number in range(rounds):
            pages += _scheduled(number)
            pages += _hit(house, number, rng, kills)
        problems = _settled(pages)
    tell(f"{kills['SIGKILL']} times SIGKILL, {kills['SIGSTOP']} times SIGSTOP on {WORKERS} workers")
    return problems + _judged(pages, tell)


def _scheduled(number: int) -> list[int]:
    """Signed texts that are due at once. Returns the pages."""
    from cms.users.models import User
    from content_models.clock import database_now
    from tests.factories.pages import draft
    from tests.signing import act, sign_data, submit

    author, desk, clinician = (
        User.objects.get(username=name) for name in ("author", "desk", "clinician")
    )
    pages = []
    for index in range(TEXTS):
        page = draft(author=author, slug=f"t-{number}-{index}", title=f"Time {number} {index}")
        page.go_live_at = database_now() + timedelta(seconds=3)
        page.save_revision(user=author)
        state = submit(page, by=author)
        act(state, "approve", by=desk)
        act(state, "sign", by=clinician, **sign_data(page))
        pages.append(page.pk)
    return pages


def _hit(house: Any, number: int, rng: random.Random, kills: Counter[str]) -> list[int]:
    """Kill one worker, stop another and let it go on, with publishing beside it."""
    from tests.faults.house import publish
    from tests.patience import happens

    first, second = rng.sample(house.worker, 2)
    happens(lambda: all(_lives(each) for each in (first, second)))
    pages = []
    stopped = second.process
    os.kill(stopped.pid, signal.SIGSTOP)
    kills["SIGSTOP"] += 1
    try:
        for index in range(TEXTS):
            pages.append(publish(f"p-{number}-{index}").pk)
            if index == 0:
                time.sleep(rng.random())
                os.kill(first.process.pid, signal.SIGKILL)
                kills["SIGKILL"] += 1
        time.sleep(rng.uniform(0.1, LONGEST_STOP))
    finally:
        os.kill(stopped.pid, signal.SIGCONT)
    return pages


def _lives(child: Any) -> bool:
    return child.process is not None and child.process.poll() is None


def _settled(pages: list[int]) -> list[str]:
    """Wait until every text is public and delivered, and say what never was."""
    from editorial.editions.models import LogEntry, PublicDocument
    from tests.faults.house import again
    from tests.faults.witness import delivered
    from tests.patience import happens

    def public() -> set[int]:
        rows = PublicDocument.objects.filter(state="current").values_list("page_id", flat=True)
        return set(again(lambda: list(rows)))

    def behind() -> int:
        return int(again(lambda: LogEntry.objects.count() - len(set(delivered()))))

    problems = []
    if not happens(lambda: set(pages) <= public()):
        problems.append(f"{len(set(pages) - public())} texts were never published")
    if not happens(lambda: behind() <= 0):
        problems.append(f"{behind()} entries were never delivered")
    return problems


def _judged(pages: list[int], tell: Callable[[str], None]) -> list[str]:
    """Count editions and deliveries: one of each, and no more."""
    from editorial.editions.models import Edition, LogEntry
    from tests.faults.house import again
    from tests.faults.witness import delivered

    editions = Counter(again(lambda: list(Edition.objects.values_list("page_id", flat=True))))
    entries = again(lambda: list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)))
    given = Counter(again(delivered))
    lost = set(entries) - set(given)
    doubled = [seq for seq, count in given.items() if count > 1]
    unpublished = [page for page in pages if not editions[page]]
    twice = [page for page in pages if editions[page] > 1]
    tell(
        f"{len(pages)} texts: {len(unpublished)} lost, {len(twice)} doubled; "
        f"{len(entries)} entries: {len(lost)} not delivered, {len(doubled)} delivered twice"
    )
    problems = []
    if entries != list(range(1, len(entries) + 1)):
        problems.append("the log has gaps")
    if unpublished or twice:
        problems.append(f"editions: {len(unpublished)} lost, {len(twice)} doubled")
    if lost or doubled:
        problems.append(f"deliveries: {len(lost)} lost, {len(doubled)} doubled")
    return problems
