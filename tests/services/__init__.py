"""The real servers that tests use. What can not be had is a stated skip, and a failure in CI."""

import os
from typing import NoReturn

import pytest


def absent(reason: str) -> NoReturn:
    """Say what is missing: skips the test, or fails it where CI promised to have everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
