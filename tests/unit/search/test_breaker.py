"""The breaker: when it opens, whom it lets through as a probe, and how it closes."""

import threading

import pytest

from search.engines.base import EngineUnavailable
from search.engines.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Breaker
from tests.patience import SECONDS


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Engine:
    """Counts its calls; fails while `is_down`."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_down = True

    def __call__(self) -> str:
        self.calls += 1
        if self.is_down:
            raise EngineUnavailable("no answer")
        return "found"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock=clock)


def fail(breaker: Breaker, engine: Engine, times: int) -> None:
    for _ in range(times):
        with pytest.raises(EngineUnavailable):
            breaker.call(engine)


def test_a_call_that_works_goes_through(breaker):
    engine = Engine()
    engine.is_down = False
    assert breaker.call(engine) == "found"
    assert breaker.state().name == "closed"


def test_it_opens_after_failures_in_a_row_and_then_calls_nobody(breaker):
    engine = Engine()
    fail(breaker, engine, FAILURES - 1)
    assert breaker.state().name == "closed"
    fail(breaker, engine, 1)
    assert breaker.state().name == "open"
    fail(breaker, engine, 20)
    assert engine.calls == FAILURES


def test_a_success_between_failures_keeps_it_closed(breaker):
    engine = Engine()
    for _ in range(5):
        fail(breaker, engine, FAILURES - 1)
        engine.is_down = False
        breaker.call(engine)
        engine.is_down = True
    assert breaker.state().name == "closed"


def test_it_says_why_and_when_it_tries_again(breaker, clock):
    fail(breaker, Engine(), FAILURES)
    clock.now += 0.5
    state = breaker.state()
    assert (state.name, state.reason, state.retry_in) == ("open", "no answer", FIRST_PAUSE - 0.5)
    with pytest.raises(EngineUnavailable, match="left alone after: no answer"):
        breaker.call(Engine())


def test_after_the_pause_one_probe_closes_it(breaker, clock):
    engine = Engine()
    fail(breaker, engine, FAILURES)
    clock.now += FIRST_PAUSE
    assert breaker.state().name == "half-open"
    engine.is_down = False
    assert breaker.call(engine) == "found"
    assert breaker.state() == Breaker(clock=clock).state()


def test_each_probe_that_fails_doubles_the_pause_up_to_a_limit(breaker, clock):
    engine = Engine()
    fail(breaker, engine, FAILURES)
    pauses = []
    for _ in range(7):
        pauses.append(breaker.state().retry_in)
        clock.now += pauses[-1]
        fail(breaker, engine, 1)
    assert pauses == [2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert engine.calls == FAILURES + 7


def test_while_one_probes_the_others_are_refused(breaker, clock):
    fail(breaker, Engine(), FAILURES)
    clock.now += FIRST_PAUSE
    others = []

    def probe() -> str:
        for _ in range(3):
            with pytest.raises(EngineUnavailable):
                breaker.call(lambda: others.append("came through"))
        return "found"

    assert breaker.call(probe) == "found"
    assert others == []
    breaker.call(lambda: others.append("later"))
    assert others == ["later"]


def test_an_error_that_is_not_the_engines_neither_opens_nor_blocks(breaker, clock):
    def broken() -> None:
        raise ZeroDivisionError

    for _ in range(10):
        with pytest.raises(ZeroDivisionError):
            breaker.call(broken)
    assert breaker.state().name == "closed"
    fail(breaker, Engine(), FAILURES)
    clock.now += FIRST_PAUSE
    with pytest.raises(ZeroDivisionError):
        breaker.call(broken)
    assert breaker.call(lambda: "found") == "found"


def test_of_many_threads_at_the_end_of_a_pause_one_gets_through(breaker, clock):
    engine = Engine()
    fail(breaker, engine, FAILURES)
    clock.now += FIRST_PAUSE
    release = threading.Event()
    start = threading.Barrier(16)
    through: list[int] = []
    refused: list[int] = []

    def probe() -> None:
        through.append(1)
        release.wait(SECONDS)

    def work() -> None:
        start.wait(SECONDS)
        try:
            breaker.call(probe)
        except EngineUnavailable:
            refused.append(1)
            if len(refused) == 15:
                release.set()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SECONDS)
    assert (len(through), len(refused)) == (1, 15)
    assert breaker.state().name == "closed"
