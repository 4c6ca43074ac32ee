"""When a clock is late, and when it hangs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.clocks.rules import grace, interval, is_late, longest_run, owed

NOON = datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC)
CRONS = ("* * * * *", "*/5 * * * *", "17 2 * * *", "47 3 * * *", "0 4 * * 1")
moments = st.integers(0, 6 * 365 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("cron", "between", "patience", "turn", "hang"),
    [
        ("* * * * *", MINUTE, 2 * MINUTE, (4, 11, 58), 30 * MINUTE),
        ("*/5 * * * *", 5 * MINUTE, 2 * MINUTE, (4, 11, 55), 30 * MINUTE),
        ("17 2 * * *", timedelta(days=1), timedelta(hours=3), (4, 2, 17), timedelta(days=1)),
        ("47 9 * * *", timedelta(days=1), timedelta(hours=3), (3, 9, 47), timedelta(days=1)),
    ],
)  # fmt: skip
def test_what_follows_from_a_cron(cron, between, patience, turn, hang):
    assert interval(cron, now=NOON) == between
    assert grace(cron, now=NOON) == patience
    assert owed(cron, now=NOON) == datetime(2026, 3, *turn, tzinfo=UTC)
    assert longest_run(cron) == hang


@given(st.sampled_from(CRONS), moments)
def test_the_turn_that_is_owed_is_over_and_not_long_ago(cron, now):
    turn = owed(cron, now=now)
    patience, between = grace(cron, now=now), interval(cron, now=now)
    assert timedelta(0) <= now - turn - patience <= between


@given(st.sampled_from(CRONS), moments, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_late_is_who_has_not_succeeded_since(cron, now, ago):
    long_known = now - timedelta(days=400)
    late = is_late(cron, now=now, known_since=long_known, succeeded_at=now - ago)
    assert late is (now - ago < owed(cron, now=now))
    assert is_late(cron, now=now, known_since=long_known, succeeded_at=None)
    assert not is_late(cron, now=now, known_since=long_known, succeeded_at=now)
    assert not is_late(cron, now=now, known_since=now, succeeded_at=None)


def test_cron_is_told_in_utc_whatever_the_zone_of_the_moment():
    oslo = NOON.astimezone()
    assert owed("17 2 * * *", now=oslo) == owed("17 2 * * *", now=NOON)
