"""Figures that tests measure, printed at the end of a run and judged by nobody."""

from collections.abc import Callable
from typing import Any

import pytest

PROPERTY = "figure"
FALLS = ("tests/drill/", "tests/faults/")


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Have a sentence printed at the end: `figure("slowest of 10,000 queries: 0.12 s")`."""
    return lambda sentence: record_property(PROPERTY, sentence)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Printed())


class _Printed:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.falls: list[tuple[float, float]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid.startswith(FALLS):
            self.falls.append((report.start, report.stop))
        if report.when == "call":
            self.lines += [
                f"{report.nodeid.partition('@')[0]}: {value}"
                for name, value in report.user_properties
                if name == PROPERTY
            ]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.falls:
            begun, ended = min(self.falls)[0], max(stop for _start, stop in self.falls)
            alone = sum(stop - start for start, stop in self.falls)
            self.lines.append(
                f"drill and faults: {ended - begun:.0f} s from the first to the last, "
                f"{alone:.0f} s one by one"
            )
        if self.lines:
            terminalreporter.section("figures")
            for line in sorted(self.lines):
                terminalreporter.line(line)
