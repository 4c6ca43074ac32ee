"""Work in several processes: every result arrives, and a process that dies is told of."""

import os
import signal

import pytest

from cms.imports.workers import ShareFailed, run_shares, shares


def test_parts_with_one_key_stay_together_and_shares_are_even():
    parts = [("a", 1), ("b", 2), ("a", 3), ("c", 4)]
    assert shares(parts, workers=2) == [[1, 3], [2, 4]]
    assert shares(parts, workers=1) == [[1, 3, 2, 4]]
    assert shares([], workers=2) == []


def test_every_result_arrives():
    seen = []
    run_shares(
        lambda share, tell: [tell(part * 2) for part in share],
        [[1, 2], [3]],
        on_result=seen.append,
    )
    assert sorted(seen) == [2, 4, 6]


def test_a_process_that_is_killed_is_told_of_and_the_others_finish():
    def work(share, tell):
        tell(share[0])
        if share[0] == "victim":
            os.kill(os.getpid(), signal.SIGKILL)
        tell(share[0] + " done")

    seen = []
    with pytest.raises(ShareFailed, match=r"^a process was killed$"):
        run_shares(work, [["victim"], ["other"]], on_result=seen.append)
    assert sorted(seen) == ["other", "other done", "victim"]


def test_an_error_in_a_process_is_told_of():
    def work(share, tell):
        raise ValueError(f"no {share[0]}")

    with pytest.raises(ShareFailed, match=r"ValueError: no (one|two); ValueError: no (one|two)"):
        run_shares(work, [["one"], ["two"]], on_result=print)
