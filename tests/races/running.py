"""Run a race some times, and count how each side ended and which was done first.

Two that begin together would end in the same order each time, where one of them takes longer. So
one of them, by chance, gets a head start. How long that may be is found out on the way: longer
after a round in which it was of no use, shorter after one in which it was.
"""

import random
import threading
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db import DatabaseError, connections

from content_models.publishing import Refusal
from tests.races.house import House, has_gaps, unsigned
from tests.races.pairs import RACES, Race
from tests.timing import database_at

# Of a head start, in seconds.
SHORTEST: Final = 0.05
LONGEST: Final = 5.0


@dataclass
class Tally:
    """How often both sides of one race ended how; `wrong` is what must never be.

    `won` is how often each side was done before the other was, or without it. `ahead` is how many
    seconds of a head start each may get.
    """

    name: str
    won: list[int] = field(default_factory=lambda: [0, 0])
    ahead: list[float] = field(default_factory=lambda: [SHORTEST, SHORTEST])
    rounds: int = 0
    both_done: int = 0
    refused: int = 0
    deadlocks: int = 0
    unsigned: int = 0
    wrong: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        return (
            f"{self.name:22} {self.rounds:6} {self.won[0]:10} {self.won[1]:10} {self.both_done:9} "
            f"{self.refused:8} {self.deadlocks:9} {self.unsigned:8} {len(self.wrong):6}"
        )

    def one_sided(self) -> bool:
        """True where one of the sides was never done first."""
        return min(self.won) == 0


HEAD = (
    f"{'race':22} {'rounds':>6} {'left first':>10} {'right 1st':>10} {'both done':>9} "
    f"{'refused':>8} {'deadlocks':>9} "
    f"{'unsigned':>8} {'wrong':>6}"
)


def races_run(*, rounds: int, seed: int) -> list[Tally]:
    """Every race so many times, in the database that the settings name now."""
    house, rng = House.made(), random.Random(seed)
    found = []
    for name, make in RACES.items():
        tally = Tally(name)
        for _round in range(rounds):
            race = make(house, rng)
            with database_at(race.at) if race.at else nullcontext():
                _run(race, tally, rng)
        found.append(tally)
    return found


def _run(race: Race, tally: Tally, rng: random.Random) -> None:
    start = threading.Barrier(len(race.sides))
    ended: list[BaseException | None] = [None] * len(race.sides)
    done: list[int] = []
    ahead = rng.randrange(len(race.sides))
    head_start = rng.random() * tally.ahead[ahead]

    def go(place: int, work: Any) -> None:
        try:
            start.wait()
            if place != ahead:
                time.sleep(head_start)
            work()
            done.append(place)
        except BaseException as error:  # noqa: BLE001 - counted below, whatever it was
            ended[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=go, args=pair, daemon=True) for pair in enumerate(race.sides)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.rounds += 1
    tally.both_done += ended == [None] * len(ended)
    if done:
        tally.won[done[0]] += 1
        longer = 1.5 if done[0] != ahead else 0.8
        tally.ahead[ahead] = min(max(tally.ahead[ahead] * longer, SHORTEST), LONGEST)
    for error in ended:
        if error is not None:
            _count(error, tally)
    shown = unsigned()
    tally.unsigned += len(shown)
    tally.wrong += [reason for reason in (race.judge(), "the log has gaps" * has_gaps()) if reason]
    tally.unsigned += len(unsigned())


def _count(error: BaseException, tally: Tally) -> None:
    """A refusal says why in a sentence; anything else must not reach anybody."""
    sentence = str(error).partition("\n")[0]
    if isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
        tally.deadlocks += 1
    elif isinstance(error, Refusal) or (
        isinstance(error, DatabaseError)
        and isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege)
    ):
        tally.refused += 1
        tally.said[sentence] += 1
    else:
        tally.wrong.append(f"{type(error).__name__}: {sentence}")
