"""The shards walk each seed once, and the sum is judged: a missing shard, or a thin one, fails."""

import json
from collections import Counter

import pytest

from tests.explore.machine import Tally
from tests.explore.routes import ONE_SIDED, ROUTES
from tests.explore.total import FILE, FULL, LEAST, PROPERTY, SHARDS, Total, seeds

ALL = [f"{FILE}::test_explore[{shard}]" for shard in range(SHARDS)]


def walked(*, steps: int = FULL // SHARDS, times: int = LEAST, **less: int) -> Tally:
    """A shard that walked each side of each route `times`, but those named less often."""
    sides = {
        side: Counter({n: less.get(n, times) for n in ROUTES if ONE_SIDED.get(n, side) == side})
        for side in ("accepted", "refused")
    }
    return Tally(sequences=5, steps=steps, looks=1, seconds=1.5, **sides)


def report(shard: int, tally: Tally, *, outcome: str = "passed") -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=ALL[shard], location=(FILE, 1, ""), keywords={}, outcome=outcome, longrepr=None,
        when="call", user_properties=[(PROPERTY, json.dumps([shard, tally.as_row()]))],
    )  # fmt: skip


def total(*tallies: Tally, selected: list[str] = ALL, steps: int = FULL) -> Total:
    judge = Total(steps)
    judge.select([f"{each}@group" for each in selected] + ["tests/unit/test_other.py::test_it"])
    for shard, tally in enumerate(tallies):
        judge.pytest_runtest_logreport(report(shard, tally))
    return judge


@pytest.mark.parametrize("steps", [1, 20, 250, 251, 1000, 10_000, 100_001])
def test_the_shards_walk_as_far_as_they_were_told_and_no_seed_twice(steps):
    all_seeds = [seed for shard in range(SHARDS) for seed in seeds(shard, steps=steps, first=7)]
    assert len(set(all_seeds)) == len(all_seeds)
    assert sorted(all_seeds) == list(range(7, 7 + len(all_seeds)))
    assert min(steps, 250) * len(all_seeds) >= steps > min(steps, 250) * (len(all_seeds) - 1)


def test_what_goes_from_process_to_process_arrives_as_it_was():
    assert Tally.of_row(json.loads(json.dumps(walked().as_row()))) == walked()


def test_the_sum_of_all_shards_is_judged_and_not_each():
    thin = next(name for name in ROUTES if name not in ONE_SIDED)
    thick = walked(times=1, **{thin: LEAST})
    judge = total(thick, *[walked(times=LEAST, **{thin: 0})] * (SHARDS - 1))
    assert judge.wrong() == []
    assert judge.covered() == f"{SHARDS} of {SHARDS} shards"
    assert (judge.sum().steps, judge.sum().seconds) == (FULL, 1.5 * SHARDS)
    judge = total(*[walked(times=LEAST, **{thin: 2})] * SHARDS)
    assert judge.wrong() == [
        f"Fewer than 20 times: {thin} {side}: 16" for side in ("accepted", "refused")
    ]


def test_a_shard_that_does_not_report_or_fails_is_missed():
    judge = total(*[walked()] * (SHARDS - 1))
    judge.pytest_runtest_logreport(report(SHARDS - 1, walked(), outcome="failed"))
    assert judge.wrong() == [
        "1 of 8 selected shards have not reported.",
        "8750 steps of 10000 were walked.",
    ]


def test_too_few_steps_are_not_enough():
    judge = total(*[walked(steps=FULL // SHARDS - 1)] * SHARDS)
    assert judge.wrong() == ["9992 steps of 10000 were walked."]


def test_what_may_never_be_accepted_is_said_of_one_shard_too():
    never = next(name for name, side in ONE_SIDED.items() if side == "refused")
    leak = walked()
    leak.accepted[never] = 1
    judge = total(leak, selected=ALL[:1])
    assert judge.wrong() == [f"Accepted, and never may be: {never}: 1"]


def test_one_selected_shard_is_no_proof_of_all_and_says_what_it_covered():
    judge = total(walked(times=1), selected=ALL[:1])
    assert (judge.wrong(), judge.covered()) == ([], "1 of 8 shards")


def test_a_short_walk_is_asked_for_its_steps_and_no_more():
    judge = total(*[walked(steps=100, times=0)] * SHARDS, steps=800)
    assert judge.wrong() == []
