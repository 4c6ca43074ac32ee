"""A small round of each race. `python -m tests.races --rounds 200` does as many as it takes."""

import sys

import pytest

from tests.races.running import HEAD, races_run


@pytest.mark.long
def test_nobody_meets_a_deadlock_and_nothing_unsigned_is_public(db, in_english):
    found = races_run(rounds=4, seed=7)
    sys.stdout.write("\n".join([HEAD, *(tally.line() for tally in found)]) + "\n")
    assert {tally.name: tally.wrong for tally in found if tally.wrong} == {}
    assert sum(tally.deadlocks for tally in found) == 0
    assert sum(tally.unsigned for tally in found) == 0
    assert [tally.rounds for tally in found] == [4] * 7
    # Each side can win: both are done, or one of them is told why not.
    for tally in found:
        assert tally.both_done + tally.refused >= tally.rounds
        assert sum(tally.won) == tally.rounds
