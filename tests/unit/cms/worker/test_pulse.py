"""What ends a worker, and what does not."""

import pytest

from cms.worker import pulse as pulses
from cms.worker import watchdog
from cms.worker.pulse import BEATS, CLOCKS, FETCHED, LOOP, Pulse
from editorial.clocks.runs import running, running_for
from editorial.editions.consumers import loop


class Looks:
    """The time of pulse and watchdog: it goes on with each look, and by nothing else.

    Stands for the event that the watchdog waits on between two looks; at the end it is over.
    """

    def __init__(self, *, count: int = 0, step: float = 1.0) -> None:
        self.left, self.step, self.now = count, step, 1000.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, _seconds: float) -> bool:
        if self.left <= 0:
            return True
        self.left -= 1
        self.now += self.step
        return False

    def set(self) -> None:
        self.left = 0


@pytest.fixture
def looks(monkeypatch):
    made = Looks()
    for module in (pulses, watchdog):
        monkeypatch.setattr(module, "time", made)
    return made


def watched(looks, *names, count, step=1.0):
    """A watchdog over these signs that looks so often, and the exit codes that it chose."""
    looks.left, looks.step = count, step
    codes: list[int] = []
    dog = watchdog.Watchdog(Pulse(names), end=lambda code: (codes.append(code), dog.cancel()))
    dog._over = looks
    return dog, codes


def test_what_beats_is_not_missing(looks):
    pulse = Pulse(["a", "b"])
    looks.now += 60
    assert pulse.missing(seconds=60) == []
    pulse.beat("a")
    looks.now += 0.5
    assert pulse.missing(seconds=60) == ["b"]
    pulse.forgive()
    assert pulse.missing(seconds=0) == []


def test_a_beat_that_nobody_waits_for_is_a_mistake():
    with pytest.raises(KeyError):
        Pulse(["a"]).beat("b")


@pytest.mark.parametrize("silent", BEATS)
def test_each_sign_alone_is_reason_enough(looks, silent):
    pulse = Pulse()
    looks.now += 121
    for name in {LOOP, FETCHED, CLOCKS} - {silent}:
        pulse.beat(name)
    assert watchdog.problems(pulse) == [f"{silent} for 120 s"]


def test_it_ends_the_process_after_two_minutes_once_with_the_exit_code_and_reasons(looks, caplog):
    dog, codes = watched(looks, CLOCKS, FETCHED, count=120)
    dog.run()
    assert (codes, caplog.messages) == ([], [])
    looks.left = 9
    dog.run()
    assert codes == [75]
    assert caplog.messages == [
        "The worker ends with exit code 75, to be started again: "
        "no clock has run for 120 s; no job could be fetched for 120 s."
    ]


def test_a_stop_that_takes_too_long_ends_well_and_says_what_it_left(looks, caplog):
    dog, codes = watched(looks, CLOCKS, count=9)
    with running("editions.integrity_sweep"):
        dog.stop_by = looks.now + 5
        dog.run()
    assert codes == [0]
    assert looks.now == dog.stop_by + 1
    assert caplog.messages == ["Stopped in the middle of: editions.integrity_sweep."]


def test_a_process_that_stood_still_is_forgiven(looks, caplog):
    caplog.set_level("WARNING")
    dog, codes = watched(looks, CLOCKS, count=3, step=600)
    dog.run()
    assert codes == []
    assert caplog.messages == ["The worker stood still for 600 s and goes on."] * 3


def test_it_runs_beside_the_work_until_it_is_told_not_to():
    dog = watchdog.Watchdog(Pulse())
    dog.start()
    assert dog.is_alive()
    dog.cancel()
    dog.join(60)
    assert not dog.is_alive()


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
