"""Fixtures for the contract of the Content API."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases
from tests.contract.rows import Rows, clear


@pytest.fixture(scope="session")
def contract_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One clone for all contract tests: they fix rows themselves, and emptying it is quicker."""
    with django_db_blocker.unblock(), databases.cloned() as name:
        yield name


@pytest.fixture
def rows(contract_database: str, django_db_blocker: Any) -> Iterator[Rows]:
    """An empty edition log to write into."""
    with django_db_blocker.unblock():
        databases.point_at(contract_database)
        clear()
        yield Rows()
        databases.point_at(databases.NOWHERE)
