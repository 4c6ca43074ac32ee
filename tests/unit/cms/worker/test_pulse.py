"""What ends a worker, and what does not."""

import time

import pytest

from cms.worker import watchdog
from cms.worker.pulse import BEATS, CLOCKS, FETCHED, LOOP, Pulse
from editorial.clocks.runs import running, running_for
from editorial.editions.consumers import loop


def test_what_beats_is_not_missing():
    pulse = Pulse(["a", "b"])
    assert pulse.missing(seconds=60) == []
    time.sleep(0.2)
    pulse.beat("a")
    assert pulse.missing(seconds=0.15) == ["b"]
    pulse.forgive()
    assert pulse.missing(seconds=0.15) == []


def test_a_beat_that_nobody_waits_for_is_a_mistake():
    with pytest.raises(KeyError):
        Pulse(["a"]).beat("b")


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(watchdog, "LIMIT_SECONDS", 0.1)
    monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.02)


@pytest.mark.parametrize("silent", BEATS)
def test_each_sign_alone_is_reason_enough(short, silent):
    pulse = Pulse()
    time.sleep(0.15)
    for name in {LOOP, FETCHED, CLOCKS} - {silent}:
        pulse.beat(name)
    assert watchdog.problems(pulse) == [f"{silent} for 0 s"]


def test_it_ends_the_process_once_with_the_exit_code_and_the_reasons(short, caplog):
    codes = []
    pulse = Pulse([CLOCKS])
    dog = watchdog.Watchdog(pulse, end=lambda code: (codes.append(code), dog.cancel()))
    dog.start()
    dog.join(60)
    assert codes == [75]
    assert caplog.messages == [
        "The worker ends with exit code 75, to be started again: no clock has run for 0 s."
    ]


def test_a_stop_that_takes_too_long_ends_well_and_says_what_it_left(short, caplog):
    codes = []
    dog = watchdog.Watchdog(Pulse(), end=lambda code: (codes.append(code), dog.cancel()))
    with running("editions.integrity_sweep"):
        dog.stop_by = time.monotonic()
        dog.start()
        dog.join(60)
    assert codes == [0]
    assert caplog.messages == ["Stopped in the middle of: editions.integrity_sweep."]


def test_a_process_that_stood_still_is_forgiven(short, monkeypatch, caplog):
    monkeypatch.setattr(watchdog, "STOOD_STILL_SECONDS", -1.0)  # each look counts as one
    caplog.set_level("WARNING")
    codes = []
    dog = watchdog.Watchdog(Pulse([CLOCKS]), end=codes.append)
    dog.start()
    time.sleep(0.4)  # four times its patience
    dog.cancel()
    dog.join(60)
    assert codes == []
    assert "stood still" in caplog.messages[0]


def test_a_long_clock_may_take_hours_and_one_of_each_minute_half_of_one(monkeypatch):
    pulse = Pulse()
    for name, seconds, hangs in [
        ("editions.integrity_sweep", 23 * 3600, False),
        ("editions.expiry", 1799, False),
        ("editions.expiry", 1801, True),
        ("editions.integrity_sweep", 86_500, True),
    ]:
        monkeypatch.setattr(watchdog, "running_for", lambda n=name, s=seconds: {n: float(s)})
        reasons = [f"the clock {name} hangs since {seconds} s"] if hangs else []
        assert watchdog.problems(pulse) == reasons


def test_a_consumers_thread_that_has_ended_is_a_reason(monkeypatch):
    dead = loop.ConsumerLoop("probe")
    monkeypatch.setattr(loop, "_running", [dead])
    assert watchdog.problems(Pulse()) == ["the thread of consumer probe has ended"]
    dead.stop()
    assert watchdog.problems(Pulse()) == []


def test_what_runs_is_known_while_it_runs():
    with running("a"):
        assert list(running_for()) == ["a"]
    assert running_for() == {}
