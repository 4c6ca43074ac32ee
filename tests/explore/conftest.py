"""How far to walk."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--explore-steps", type=int, default=10_000, help="steps of the explorer")
    parser.addoption("--explore-seed", type=int, default=0, help="first seed of the explorer")
