"""In which order, and beside which others, the tests of a run are done."""

import os

import pytest

WAITING = "waiting"
_GIVES_WAY = 5


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those that wait do so one after the other, where there is other work meanwhile.

    Begun together they would leave the processor without work. Those that name what only one of
    them can have come after each other, and beside the rest; alone all wait side by side.
    """
    waiting = [item for item in items if item.get_closest_marker("waits")]
    alone = len(waiting) * 2 > len(items)
    for item in waiting:
        if group := _has_to_itself(item) or ("" if alone else WAITING):
            item.add_marker(pytest.mark.xdist_group(group))


def _has_to_itself(item: pytest.Item) -> str:
    marker = item.get_closest_marker("waits")
    return marker.args[0] if marker and marker.args else ""


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_collection_ordered(items: list[pytest.Item]) -> None:
    """Put the tests of a story back into their order, at the places that chance gave them.

    Then those that wait and long ones go first: one that began last would leave the other cores
    without work.
    """
    stories: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if item.get_closest_marker("story"):
            stories.setdefault(item.nodeid.split("::")[0], []).append(place)
    for places in stories.values():
        told = sorted((items[place] for place in places), key=_line)
        for place, item in zip(places, told, strict=True):
            items[place] = item
    items.sort(key=_rank)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Of several processes those that work give way to the one whose tests wait.

    What such a test waits for are processes of its own, which need the processor for a moment now
    and then. Nothing is lost: a process that gives way has all that nobody else wants.
    """
    if not item.get_closest_marker("waits") and "PYTEST_XDIST_WORKER" in os.environ:
        os.nice(max(0, _GIVES_WAY - os.nice(0)))


def _rank(item: pytest.Item) -> int:
    if item.get_closest_marker("waits"):
        return 0
    return 1 if item.get_closest_marker("long") else 2


def _line(item: pytest.Item) -> tuple[int, str]:
    return item.location[1] or 0, item.nodeid
