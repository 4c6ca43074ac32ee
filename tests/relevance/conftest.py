"""Print the table of all sets at the end of the run, whichever worker measured them."""

from typing import Any

from tests.relevance.measuring import HEADER

PROPERTY = "relevance"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = [
        value
        for state in ("passed", "failed")
        for report in terminalreporter.stats.get(state, ())
        for name, value in getattr(report, "user_properties", ())
        if name == PROPERTY
    ]
    if rows:
        terminalreporter.section("relevance")
        for line in [HEADER, *sorted(rows)]:
            terminalreporter.write_line(line)
