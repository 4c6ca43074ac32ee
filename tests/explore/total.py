"""The explorer walks in shards, and what they come to is judged here, over all of them.

The judge sits in the process that sees every report, whatever number of processes ran the tests.
It gives its verdict as a test of its own, which nobody can select away: where every shard was
selected, every one must have reported, and the sum must do.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.explore.machine import STEPS_PER_SEQUENCE, Tally

SHARDS = 8
FULL = 10_000
LEAST = 20
PROPERTY = "explored"
FILE = "tests/explore/test_nothing_unsigned_is_public.py"
SHARD = f"{FILE}::test_explore["
VERDICT = f"{FILE}::all_shards_together"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--explore-steps", type=int, default=FULL, help="steps of the explorer")
    parser.addoption("--explore-seed", type=int, default=0, help="first seed of the explorer")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Total(config.getoption("--explore-steps")))


def seeds(shard: int, *, steps: int, first: int) -> Iterable[int]:
    """The seeds of a shard. Together the shards walk as many as the steps need, each once."""
    sequences = -(-steps // min(STEPS_PER_SEQUENCE, steps))
    return range(first + shard, first + sequences, SHARDS)


class Total:
    """Adds up what shards report, and says what is wrong with the sum."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.selected: set[str] = set()
        self.walked: dict[int, Tally] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.select(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        self.select(ids)

    def select(self, ids: Iterable[str]) -> None:
        self.selected |= {each.partition("@")[0] for each in ids if each.startswith(SHARD)}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties if report.when == "call" else ():
            if name == PROPERTY and report.passed:
                shard, row = json.loads(str(value))
                self.walked[shard] = Tally.of_row(row)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        result = yield
        if self.selected and not session.config.option.collectonly:
            wrong = self.wrong()
            session.config.hook.pytest_runtest_logreport(
                report=pytest.TestReport(
                    nodeid=VERDICT,
                    location=(FILE, None, "all shards together"),
                    keywords={},
                    outcome="failed" if wrong else "passed",
                    longrepr="\n".join(wrong) or None,
                    when="call",
                )
            )
        return result

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.walked:
            terminalreporter.section("explorer")
            terminalreporter.line(f"{self.covered()}; {self.sum().report()}")

    def sum(self) -> Tally:
        return sum(self.walked.values(), Tally())

    def covered(self) -> str:
        return f"{len(self.walked)} of {SHARDS} shards"

    def wrong(self) -> list[str]:
        """What forbids to say that all was explored, as sentences; none where all is well."""
        tally, wrong = self.sum(), []
        missing = len(self.selected) - len(self.walked)
        if missing:
            wrong.append(f"{missing} of {len(self.selected)} selected shards have not reported.")
        wrong += [f"Accepted, and never may be: {each}" for each in tally.forbidden()]
        if len(self.selected) == SHARDS:
            if tally.steps < self.steps:
                wrong.append(f"{tally.steps} steps of {self.steps} were walked.")
            if self.steps >= FULL:
                wrong += [f"Fewer than {LEAST} times: {each}" for each in tally.thin(LEAST)]
        return wrong
