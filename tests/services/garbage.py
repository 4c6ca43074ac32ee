"""Python looks for garbage seldom: what the house imports stays, and a test is soon over."""

import gc

import pytest

YOUNG = 50_000


def pytest_configure() -> None:
    gc.set_threshold(YOUNG, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
