"""Fixtures for the contract of the Content API."""

from typing import Any

import pytest

from tests.contract.rows import Rows


@pytest.fixture
def rows(db: Any) -> Rows:
    """An empty edition log to write into."""
    return Rows()
