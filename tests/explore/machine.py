"""Walk at random through every route, look at every surface after each step, count both sides."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.explore.oracle import Leak
from tests.explore.routes import ONE_SIDED, RARELY_ACCEPTED, ROUTES, WEIGHTS
from tests.explore.surfaces import check
from tests.explore.world import World

STEPS_PER_SEQUENCE = 250


@dataclass
class Tally:
    """What a run explored."""

    sequences: int = 0
    steps: int = 0
    looks: int = 0
    seconds: float = 0.0
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def report(self) -> str:
        lines = [
            f"explored: {self.sequences} sequences, {self.steps} steps, {self.looks} looks at "
            f"public surfaces, no leak, {self.seconds:.0f} s of walking",
            f"{'route':47} {'accepted':>9} {'refused':>9}",
        ]
        lines += [
            f"{name:47} {self.accepted[name]:9} {self.refused[name]:9}" for name in sorted(ROUTES)
        ]
        return "\n".join(lines)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: mine + getattr(other, name) for name, mine in vars(self).items()})

    def as_row(self) -> dict[str, Any]:
        """What goes from process to process; `Tally.of_row` is its reverse."""
        return {name: dict(v) if isinstance(v, Counter) else v for name, v in vars(self).items()}

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "Tally":
        return cls(**{n: Counter(v) if isinstance(v, dict) else v for n, v in row.items()})

    def thin(self, least: int) -> list[str]:
        """Sides of routes that were walked less often than `least`."""
        short = []
        for name in ROUTES:
            for side, count in (("accepted", self.accepted), ("refused", self.refused)):
                if ONE_SIDED.get(name, side) == side and count[name] < least:
                    short.append(f"{name} {side}: {count[name]}")
        return short

    def forbidden(self) -> list[str]:
        """Routes that were accepted though they never may be."""
        return [
            f"{name}: {self.accepted[name]}"
            for name, side in ONE_SIDED.items()
            if side == "refused" and self.accepted[name] and name not in RARELY_ACCEPTED
        ]


def walk(*, seed: int, steps: int, tally: Tally) -> None:
    """One sequence in the current database.

    Raises:
        Leak: with the seed and every step, so that the walk can be repeated.
    """
    world = World(rng=random.Random(seed))
    world.people()
    public = Client()
    names, weights = list(ROUTES), [WEIGHTS[name] for name in ROUTES]
    trail: list[str] = []
    tally.sequences += 1
    taken = 0
    while taken < steps:
        name = world.rng.choices(names, weights)[0]
        world.oracle.tick()
        try:
            outcome = ROUTES[name](world)
            if outcome is None:
                continue
            trail.append(f"{name}: {'accepted' if outcome else 'refused'}")
            (tally.accepted if outcome else tally.refused)[name] += 1
            tally.looks += check(world, public, turn=taken)
        except Leak as leak:
            walked = "\n  ".join(trail[-40:])
            raise Leak(
                f"{leak}\nseed {seed}, step {taken}, route {name}; before it:\n  {walked}"
            ) from leak
        taken += 1
        tally.steps += 1
