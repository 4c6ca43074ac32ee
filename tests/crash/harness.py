"""Eight writers publish while web, worker and PostgreSQL are killed at random moments.

`python -m tests.crash.harness --publishes 2000 --kills 10` runs it whole and prints what happened.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.patience import SECONDS, WORK_SECONDS, until

WRITERS = 8
KINDS = ("web", "worker", "postgres")


@dataclass
class Outcome:
    """What a run found; `problems` is empty where every promise held."""

    publishes: int = 0
    acknowledged: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


class House:
    """The demo's own supervisor, with a database that is started again when it is killed."""

    def __init__(self, *, data: Path, port: int) -> None:
        from cms.demo.supervisor import Child

        self.data, self.base = data, f"http://127.0.0.1:{port}"
        python = sys.executable
        log = str(data / "web.log")
        self.children = {
            "web": Child(
                "web",
                [python, "-m", "gunicorn", "cms.wsgi:application", "--bind", f"127.0.0.1:{port}",
                 "--workers", "2", "--threads", "4", "--worker-class", "gthread",
                 "--log-level", "critical", "--log-file", log],
            ),
            "worker": Child("worker", [python, "manage.py", "worker"]),
        }  # fmt: skip
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._tend, daemon=True)

    def start(self) -> None:
        self.thread.start()
        until(self._answers, "the web server answers", pause=0.3)

    def _answers(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.base}/api/v1/changes?since=0", timeout=60).ok
        return False

    def _tend(self) -> None:
        from cms.database.embedded import keep_running

        while not self.stopping.is_set():
            keep_running(data_dir=self.data)
            for child in self.children.values():
                child.pause = 0.5
                child.tend()
            time.sleep(0.2)

    def kill(self, kind: str, rng: random.Random) -> bool:
        pid = self._pid(kind, rng)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def _pid(self, kind: str, rng: random.Random) -> int | None:
        if kind == "postgres":
            try:
                return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])
            except (OSError, ValueError, IndexError):
                return None
        process = self.children[kind].process
        if process is None or process.poll() is not None:
            return None
        if kind == "web" and rng.random() < 0.7:
            found = subprocess.run(
                ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
            )
            workers = [int(line) for line in found.stdout.split()]
            if workers:
                return rng.choice(workers)
        return process.pid

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(timeout=SECONDS)
        for child in self.children.values():
            child.stop()
        for child in self.children.values():
            child.wait(15)


class Reader(threading.Thread):
    """A partner that follows the feed with a cursor; every entry must come once, in order."""

    def __init__(self, base: str) -> None:
        super().__init__(daemon=True)
        self.base, self.cursor, self.seen = base, "0", []
        self.problems: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            if not self.poll():
                time.sleep(0.2)

    def poll(self) -> bool:
        """One request; True where it brought something."""
        try:
            answer = requests.get(
                f"{self.base}/api/v1/changes",
                params={"since": self.cursor, "limit": 100},
                timeout=SECONDS,
            )
        except requests.RequestException:
            return False
        if answer.status_code != 200:
            if answer.status_code == 409:
                self.problems.append(f"the feed asks to resync after {self.cursor}")
            return False
        data = answer.json()
        self.cursor = data["cursor"]
        self.seen += [entry["seq"] for entry in data["entries"]]
        return bool(data["entries"])


def run(*, publishes: int, kills: int, seed: int, port: int) -> Outcome:
    """Run the whole of it in a folder of its own."""
    outcome, rng = Outcome(publishes=publishes), random.Random(seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="helsekilde-crash-") as folder:
        data = Path(folder)
        data.chmod(0o755)
        os.environ.update(
            HELSEKILDE_DATA=str(data / "house"),
            DJANGO_SETTINGS_MODULE="tests.crash.settings",
            CRASH_WITNESS=str(data / "witness"),
        )
        import django

        django.setup()
        pages = _prepare()
        os.environ["CRASH_PAGES"] = ",".join(str(page) for page in pages)
        house = House(data=data / "house", port=port)
        house.start()
        reader = Reader(house.base)
        reader.start()
        acks = [data / f"acks-{number}" for number in range(WRITERS)]
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.crash.writer", str(number),
                 str(publishes // WRITERS), house.base, str(acks[number])],
            )
            for number in range(WRITERS)
        ]  # fmt: skip
        try:
            _kill_at_random(
                house=house, writers=writers, kills=kills, rng=rng, outcome=outcome, acks=acks,
                publishes=publishes,
            )  # fmt: skip
            for writer in writers:
                writer.wait(timeout=WORK_SECONDS)
            _settle(reader)
        finally:
            for writer in writers:
                writer.kill()
            reader.stopping.set()
            house.stop()
        _judge(outcome, reader, acks, data / "witness", [w.returncode for w in writers])
    outcome.seconds = time.monotonic() - began
    return outcome


def _prepare() -> list[int]:
    from django.core.management import call_command

    from editorial.people import groups
    from tests.factories import people
    from tests.factories.pages import draft

    call_command("database_prepare", verbosity=0)
    call_command("provision", verbosity=0)
    author = people.user("author", groups.AUTHORS)
    people.user("desk", groups.DESK)
    people.clinician("clinician")
    return [
        draft(author=author, slug=f"skriver-{number}", title=f"Skriver {number}").pk
        for number in range(WRITERS)
    ]


def _kill_at_random(
    *,
    house: House,
    writers: list[Any],
    kills: int,
    rng: random.Random,
    outcome: Outcome,
    acks: list[Path],
    publishes: int,
) -> None:
    """Spread the kills over the run, by how far the writers have come."""
    plan = [kind for kind in KINDS for _number in range(kills)]
    rng.shuffle(plan)
    for index, kind in enumerate(plan):
        wanted = publishes * (index + rng.random()) / (len(plan) + 1)
        while _count(acks) < wanted and any(writer.poll() is None for writer in writers):
            time.sleep(0.05)
        while any(writer.poll() is None for writer in writers):
            if house.kill(kind, rng):
                outcome.kills[kind] += 1
                break
            time.sleep(0.1)


def _count(acks: list[Path]) -> int:
    """How many publications are done, acknowledged or not."""
    return sum(path.read_bytes().count(b"\n") for path in acks if path.exists())


def _settle(reader: Reader) -> None:
    """Give the reader and the consumers time to catch up (they poll every ten seconds)."""
    from editorial.editions.consumers.models import ConsumerCursor
    from editorial.editions.models import LogEntry
    from tests.crash.writer import retry

    def is_settled() -> bool:
        head = retry(LogEntry.objects.count)
        cursor = retry(lambda: ConsumerCursor.objects.filter(name="witness").first())
        return len(reader.seen) >= head and cursor is not None and cursor.seq >= head

    # Who does not come so far is judged by what is there.
    with contextlib.suppress(AssertionError):
        until(is_settled, "reader and consumer are at the head of the log", pause=0.5)


def _judge(
    outcome: Outcome, reader: Reader, acks: list[Path], witness: Path, codes: list[int | None]
) -> None:
    """Compare what was promised with what is there."""
    from editorial.editions.audit import head_findings, log_findings, public_findings
    from editorial.editions.heads.selectors import signed_heads
    from editorial.editions.models import Edition, LogEntry
    from tests.crash.writer import retry

    problems = outcome.problems
    problems += reader.problems
    if any(codes):
        problems.append(f"writers ended with {codes}")
    entries = retry(lambda: list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)))
    outcome.entries = len(entries)
    if entries != list(range(1, len(entries) + 1)):
        problems.append("the log has gaps")
    if reader.seen != entries:
        problems.append(f"the reader saw {len(reader.seen)} of {len(entries)} entries")
    seen = {int(line) for line in witness.read_text().split()} if witness.exists() else set()
    if seen != set(entries):
        problems.append(f"the consumer saw {len(seen)} of {len(entries)} entries")
    done = [
        json.loads(line) for path in acks if path.exists() for line in path.read_text().splitlines()
    ]
    promised = [row for row in done if row["acknowledged"]]
    outcome.acknowledged = len(promised)
    if len(done) != outcome.publishes:
        problems.append(f"the writers finished {len(done)} of {outcome.publishes} publications")
    editions = Counter(Edition.objects.values_list("page_id", "clinical_digest"))
    for ack in promised:
        if editions[(ack["page"], ack["digest"])] != 1:
            problems.append(
                f"{ack} stands {editions[(ack['page'], ack['digest'])]} times in the log"
            )
    if len(editions) != len(entries):
        problems.append("a text was published twice")
    if len(entries) != len(done):
        problems.append(f"{len(entries)} entries in the log for {len(done)} publications")
    # Heads first: one that is signed while the log is read is no cut tail.
    heads = signed_heads()
    problems += [
        str(finding) for finding in (*log_findings(), *head_findings(heads), *public_findings())
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishes", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=10, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    outcome = run(**vars(options))
    kills = ", ".join(f"{kind} {outcome.kills[kind]}" for kind in KINDS)
    sys.stdout.write(
        f"{outcome.publishes} publications asked for by {WRITERS} writers, "
        f"{outcome.acknowledged} acknowledged, {outcome.entries} entries in the log; "
        f"kills: {kills}; {outcome.seconds:.0f} s\n"
    )
    if any(outcome.kills[kind] != options.kills for kind in KINDS):
        outcome.problems.append("the writers were done before all kills were")
    for problem in outcome.problems[:20]:
        sys.stdout.write(f"PROBLEM {problem}\n")
    sys.exit(bool(outcome.problems))


if __name__ == "__main__":
    main()
