"""A signal that ends the process waits for what must not be left half done."""

import os
import signal
import time

from cms.database.signals import signals_held


def held(*, error: Exception | None = None) -> list[str]:
    """Ctrl-C inside the block; returns what was still done in it.

    A process that was started in the background may have been told to ignore it.
    """
    done = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with signals_held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            done.append("the block went on")
            if error is not None:
                raise error
    except KeyboardInterrupt:
        done.append("and then it acted")
    finally:
        signal.signal(signal.SIGINT, before)
    return done


def test_a_signal_waits_until_the_block_is_done():
    assert held() == ["the block went on", "and then it acted"]


def test_a_held_signal_wins_over_the_error_that_it_caused():
    assert held(error=OSError("initdb was interrupted too")) == [
        "the block went on",
        "and then it acted",
    ]


def test_handlers_are_as_they_were_before():
    before = signal.getsignal(signal.SIGTERM)
    with signals_held():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
